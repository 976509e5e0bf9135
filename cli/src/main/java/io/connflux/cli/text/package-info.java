/** Lines and tables for people, and the terminal. */
@NullMarked
package io.connflux.cli.text;

import org.jspecify.annotations.NullMarked;
