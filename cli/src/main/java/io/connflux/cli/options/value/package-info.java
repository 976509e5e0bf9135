/** What one value of an option may be, and what it becomes. */
@NullMarked
package io.connflux.cli.options.value;

import org.jspecify.annotations.NullMarked;
