/**
 * Whose connection it is. Read {@link io.connflux.process.OwnerSearch} first. Behind it, and hidden: {@code search}, which
 * processes are looked at and in which order; {@code sockets}, what is known of each socket; {@code files}, what {@code /proc/PID}
 * says; {@code names}, who is asked for users' names.
 */
@NullMarked
package io.connflux.process;

import org.jspecify.annotations.NullMarked;
