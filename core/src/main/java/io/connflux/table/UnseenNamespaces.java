package io.connflux.table;

import io.connflux.model.NetworkNamespace;
import java.util.List;

/**
 * What could not be seen of a host's network namespaces.
 *
 * @param unreadableProcesses processes whose namespace this user may not know: a namespace of theirs alone is not read
 * @param hiddenProcesses whether other users' processes are not even listed ({@code hidepid} in {@code proc(5)})
 * @param withoutProcess namespaces with a name and no process to read them through, in their order
 */
public record UnseenNamespaces(
        int unreadableProcesses, boolean hiddenProcesses, List<NetworkNamespace> withoutProcess) {

    /** Everything that was asked for was seen. */
    public static final UnseenNamespaces NONE = new UnseenNamespaces(0, false, List.of());

    public UnseenNamespaces {
        withoutProcess = List.copyOf(withoutProcess);
    }
}
