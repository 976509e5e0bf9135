/**
 * The calls of the C library: a netlink socket, and what waits for it. No other package calls it.
 */
@NullMarked
package io.connflux.stream.netlink.socket;

import org.jspecify.annotations.NullMarked;
