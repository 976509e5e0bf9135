package io.connflux.stream.state.stored;

import java.util.Map;

/**
 * What a file says.
 *
 * @param bootId the boot in which it was written
 * @param scope see {@link io.connflux.stream.state.StateFile#scope}
 * @param newest the table after the last poll
 * @param positions of subscribers, by their names
 */
public record StoredState(String bootId, String scope, Position newest, Map<String, Position> positions) {}
