/**
 * The command {@code connflux}, and the only place that reads arguments, prints, or exits.
 *
 * <p>Read {@code Connflux} first: it holds the commands and turns what they throw into an {@code ExitStatus}. {@code
 * WatchCommand} and the other commands are one class each.
 */
@NullMarked
package io.connflux.cli;

import org.jspecify.annotations.NullMarked;
