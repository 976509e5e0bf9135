/**
 * A table as the kernel dumps it: what is asked, and what the answer says. Read {@code Dump} first.
 */
@NullMarked
package io.connflux.stream.netlink.dump;

import org.jspecify.annotations.NullMarked;
