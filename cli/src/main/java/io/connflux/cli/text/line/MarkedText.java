package io.connflux.cli.text.line;

/**
 * A line of which one part says what it is about.
 *
 * @param from where that part begins; before it there is ASCII only
 * @param to where it ends
 */
record MarkedText(String line, int from, int to) {}
