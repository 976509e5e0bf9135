/**
 * How a subscriber is brought from the table that it was given to the newest one. Read {@link io.connflux.stream.follow.Step} first:
 * one poll; then {@link io.connflux.stream.follow.Follower}: a position in the sequence of them.
 */
@NullMarked
package io.connflux.stream.follow;

import org.jspecify.annotations.NullMarked;
