package io.connflux.track;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;

/** A file of a network namespace that connections stand in. */
public record SocketFile(NetworkNamespace namespace, Protocol protocol) {}
