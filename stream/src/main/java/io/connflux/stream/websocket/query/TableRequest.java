package io.connflux.stream.websocket.query;

import java.util.stream.Stream;

/**
 * What is asked for at {@code /snapshot}.
 *
 * @param extended whether JSON has all that is known of a connection; other schemas always have what they have places for
 */
public record TableRequest(Selection selection, boolean extended) {

    /**
     * Reads the part of a URL behind the question mark.
     *
     * @throws IllegalArgumentException with a reason for the client
     */
    public static TableRequest parse(String uri) {
        Parameters parameters = new Parameters(
                uri,
                Stream.concat(Selection.NAMES.stream(), Stream.of("extended")).toList());
        return new TableRequest(Selection.of(parameters), parameters.flag("extended", false));
    }
}
