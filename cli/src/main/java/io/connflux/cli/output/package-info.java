/** Lines on their way to files. Read {@link io.connflux.cli.output.Outputs} first. */
@NullMarked
package io.connflux.cli.output;

import org.jspecify.annotations.NullMarked;
