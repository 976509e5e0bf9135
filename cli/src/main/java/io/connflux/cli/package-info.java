/** The command line: the only module that reads arguments, prints, or exits. */
@NullMarked
package io.connflux.cli;

import org.jspecify.annotations.NullMarked;
