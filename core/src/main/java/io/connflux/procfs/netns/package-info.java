/**
 * Other network namespaces than the reader's. Read {@link io.connflux.procfs.netns.NamespaceReader} first: one process for
 * each namespace; {@link io.connflux.procfs.netns.ProcessNamespaces} tells which process is in which.
 */
@NullMarked
package io.connflux.procfs.netns;

import org.jspecify.annotations.NullMarked;
