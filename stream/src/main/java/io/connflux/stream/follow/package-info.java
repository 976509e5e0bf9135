/**
 * How a subscriber is brought from the table that it was given to the newest one. Read {@link io.connflux.stream.follow.Step} first:
 * one poll; then {@link io.connflux.stream.follow.Follower}: a position in the sequence of them.
 *
 * <p>May still change: all of it, which is for who serves many at once.
 */
@NullMarked
package io.connflux.stream.follow;

import org.jspecify.annotations.NullMarked;
