package io.connflux.stream.tracefs.entry;

import io.connflux.model.Address;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.stream.tracefs.page.EventFormat;
import io.connflux.stream.tracefs.page.Field;
import io.connflux.stream.tracefs.page.TracePage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Both ends of a socket, as all events of sockets have them: addresses in network order, ports in the host's. */
record EndFields(
        Field family,
        Field protocol,
        Field localPort,
        Field remotePort,
        Field local,
        Field remote,
        Field local6,
        Field remote6) {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPPROTO_TCP = 6;

    static EndFields of(EventFormat format) throws IOException {
        return new EndFields(
                format.field("family", Short.BYTES),
                format.field("protocol", Byte.BYTES, Short.BYTES),
                format.field("sport", Short.BYTES),
                format.field("dport", Short.BYTES),
                format.field("saddr", 4),
                format.field("daddr", 4),
                format.field("saddr_v6", 16),
                format.field("daddr_v6", 16));
    }

    int end() {
        int addresses = Math.max(Math.max(local.end(), remote.end()), Math.max(local6.end(), remote6.end()));
        int ports = Math.max(localPort.end(), remotePort.end());
        return Math.max(Math.max(addresses, ports), Math.max(family.end(), protocol.end()));
    }

    /** The file in which a poll would find the socket; null where it is none of TCP: MPTCP, SCTP and DCCP have the same events. */
    @Nullable
    Protocol protocolOf(TracePage entry) {
        if (entry.number(protocol) != IPPROTO_TCP) {
            return null;
        }
        int number = (int) entry.number(family);
        return number == AF_INET ? Protocol.TCP : number == AF_INET6 ? Protocol.TCP6 : null;
    }

    Endpoint localOf(TracePage entry, boolean ipv6) {
        return endpoint(entry, ipv6 ? local6 : local, ipv6, localPort);
    }

    Endpoint remoteOf(TracePage entry, boolean ipv6) {
        return endpoint(entry, ipv6 ? remote6 : remote, ipv6, remotePort);
    }

    private static Endpoint endpoint(TracePage entry, Field address, boolean ipv6, Field port) {
        int offset = address.offset();
        Address bits = ipv6
                ? Address.ipv6(entry.networkLong(offset), entry.networkLong(offset + Long.BYTES))
                : Address.ipv4(entry.networkInt(offset));
        return new Endpoint(bits, (int) entry.number(port));
    }
}
