/** Events as lines for people, on a terminal of any width. Read {@link io.connflux.cli.text.line.TextLine} first. */
@NullMarked
package io.connflux.cli.text.line;

import org.jspecify.annotations.NullMarked;
