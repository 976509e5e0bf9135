/**
 * What is known of one file's connections: its rows, what is remembered of each, and those that no row tells. Read {@link
 * io.connflux.track.known.FileTable} first, then {@link io.connflux.track.known.Lifetime}.
 */
@NullMarked
package io.connflux.track.known;

import org.jspecify.annotations.NullMarked;
