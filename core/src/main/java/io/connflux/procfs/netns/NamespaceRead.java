package io.connflux.procfs.netns;

import io.connflux.table.KernelCounters;
import io.connflux.table.NamespaceTables;
import org.jspecify.annotations.Nullable;

/**
 * What one directory gave.
 *
 * @param counters what the kernel has counted in its namespace; null where that could not be read
 */
record NamespaceRead(NamespaceTables tables, @Nullable KernelCounters counters) {}
