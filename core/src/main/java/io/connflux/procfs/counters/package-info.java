/** What the kernel has counted, from {@code /proc/net/snmp} and its like. */
@NullMarked
package io.connflux.procfs.counters;

import org.jspecify.annotations.NullMarked;
