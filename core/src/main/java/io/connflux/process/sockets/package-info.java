/** What is known of each socket that has an inode: {@link io.connflux.process.sockets.KnownSockets}. */
@NullMarked
package io.connflux.process.sockets;

import org.jspecify.annotations.NullMarked;
