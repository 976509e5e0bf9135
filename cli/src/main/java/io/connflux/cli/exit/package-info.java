/** How a command ends: by itself, by a signal or by an error of the JVM, and with which status. */
@NullMarked
package io.connflux.cli.exit;

import org.jspecify.annotations.NullMarked;
