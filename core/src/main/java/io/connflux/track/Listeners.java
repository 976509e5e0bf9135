package io.connflux.track;

import io.connflux.model.Direction;
import io.connflux.model.NamespaceTables;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.SocketTable;
import java.util.BitSet;

/** The local ports of one namespace that somebody listened on at one poll or the poll before, TCP and UDP apart. */
final class Listeners {

    private BitSet tcp = new BitSet();
    private BitSet udp = new BitSet();
    private BitSet tcpBefore = new BitSet();
    private BitSet udpBefore = new BitSet();
    private boolean tcpKnown;
    private boolean udpKnown;

    void read(NamespaceTables newest) {
        tcpBefore = tcp;
        udpBefore = udp;
        tcp = new BitSet();
        udp = new BitSet();
        tcpKnown = collect(newest, tcp, Protocol.TCP, Protocol.TCP6);
        udpKnown = collect(newest, udp, Protocol.UDP, Protocol.UDP6);
    }

    /** Who began a connection that is first seen now. */
    Direction direction(SocketTable table, int row) {
        SocketState state = table.state(row);
        if (state == SocketState.LISTEN || state == SocketState.UNCONNECTED) {
            return Direction.UNKNOWN;
        }
        boolean isTcp = table.protocol().isTcp();
        int port = table.localPort(row);
        if (isTcp ? tcp.get(port) || tcpBefore.get(port) : udp.get(port) || udpBefore.get(port)) {
            return Direction.INBOUND;
        }
        return (isTcp ? tcpKnown : udpKnown) ? Direction.OUTBOUND : Direction.UNKNOWN;
    }

    /** Notes the listeners of these files; false where one is there and could not be read. */
    private static boolean collect(NamespaceTables newest, BitSet ports, Protocol... protocols) {
        boolean known = true;
        for (Protocol protocol : protocols) {
            if (!collect(newest, ports, protocol)) {
                known = false;
            }
        }
        return known;
    }

    private static boolean collect(NamespaceTables newest, BitSet ports, Protocol protocol) {
        SocketTable table = newest.table(protocol);
        if (table == null) {
            var problem = newest.missing().get(protocol);
            return problem == null || problem.absent();
        }
        int listening = (protocol.isTcp() ? SocketState.LISTEN : SocketState.UNCONNECTED).number();
        for (int row = 0; row < table.size(); row++) {
            if (table.stateNumber(row) == listening) {
                ports.set(table.localPort(row));
            }
        }
        return true;
    }
}
