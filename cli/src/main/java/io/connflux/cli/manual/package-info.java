/**
 * The manual page, made of the command line's own model.
 *
 * <p>Read {@code ManualPage} first.
 */
@NullMarked
package io.connflux.cli.manual;

import org.jspecify.annotations.NullMarked;
