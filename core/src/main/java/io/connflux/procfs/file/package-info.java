/**
 * Reads and lines of a socket file. Read {@link io.connflux.procfs.file.SocketFile} first, then {@link
 * io.connflux.procfs.file.PageEnd}: where a file ends.
 */
@NullMarked
package io.connflux.procfs.file;

import org.jspecify.annotations.NullMarked;
