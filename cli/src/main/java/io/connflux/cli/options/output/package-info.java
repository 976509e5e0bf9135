/** Where lines go beside standard output, as options say it. Read {@link io.connflux.cli.options.output.OutputOptions} first. */
@NullMarked
package io.connflux.cli.options.output;

import org.jspecify.annotations.NullMarked;
