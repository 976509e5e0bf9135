/**
 * What has changed between two tables of one file, without the steps between them. Read {@link
 * io.connflux.track.difference.CoarseDifference} first.
 */
@NullMarked
package io.connflux.track.difference;

import org.jspecify.annotations.NullMarked;
