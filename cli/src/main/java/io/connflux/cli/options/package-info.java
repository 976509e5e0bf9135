/** What a user may say, each group of options a class. */
@NullMarked
package io.connflux.cli.options;

import org.jspecify.annotations.NullMarked;
