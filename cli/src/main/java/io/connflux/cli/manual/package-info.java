/**
 * What is made of the command line's own model: the manual page, and the completion of fish.
 *
 * <p>Read {@code ManualPage} first.
 */
@NullMarked
package io.connflux.cli.manual;

import org.jspecify.annotations.NullMarked;
