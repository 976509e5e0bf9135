/**
 * The table of connections by netlink: what the kernel's {@code sock_diag} dumps, which costs less than what it prints under {@code
 * /proc/net}. Read {@link io.connflux.stream.netlink.SockDiagSource} first, then {@code dump.Dump}, which says where a dump may leave out
 * rows; then {@link io.connflux.stream.netlink.DestroyedSockets}, which tells each end as it happens, and {@link
 * io.connflux.stream.netlink.CarriedTraffic}, which adds what was carried to what another source tells. The package {@code socket} alone
 * calls native code, through JNA, an optional dependency.
 */
@NullMarked
package io.connflux.stream.netlink;

import org.jspecify.annotations.NullMarked;
