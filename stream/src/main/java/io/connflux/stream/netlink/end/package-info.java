/**
 * What the kernel tells of sockets that it frees. Read {@code EndReader} first, which tells ends, then {@code CarriedReader}, which adds
 * what was carried to the ends that another source tells.
 */
@NullMarked
package io.connflux.stream.netlink.end;

import org.jspecify.annotations.NullMarked;
