/**
 * What is observed between two polls, as asked for on the command line. Read {@link
 * io.connflux.cli.options.trace.TraceOptions} first.
 */
@NullMarked
package io.connflux.cli.options.trace;

import org.jspecify.annotations.NullMarked;
