/**
 * Which network namespaces are read, and through what. Read {@link io.connflux.procfs.netns.NamespaceReader} first, then {@link
 * io.connflux.procfs.netns.NamespaceViews}: the reader's own namespace, or others through one process of each, where {@link
 * io.connflux.procfs.netns.ProcessNamespaces} tells which process is in which.
 */
@NullMarked
package io.connflux.procfs.netns;

import org.jspecify.annotations.NullMarked;
