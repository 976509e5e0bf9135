/**
 * What a filter expression is as a text: its words and signs, and which known word an unknown one was meant to be. Read {@link
 * io.connflux.filter.text.Tokens} first.
 */
@NullMarked
package io.connflux.filter.text;

import org.jspecify.annotations.NullMarked;
