package io.connflux.stream.state.stored;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is told of a connection, and no more: not what its socket is doing. Owners are written once each, and then by their
 * number: of a file's records the first has to be read first.
 */
@SuppressWarnings("EnumOrdinal") // the file is of one version
final class ConnectionFields {

    private static final long UNKNOWN_TIME = Long.MIN_VALUE;

    private final String tracker;
    private final OwnerFields owners = new OwnerFields();

    /** @param tracker what all ids begin with */
    ConnectionFields(String tracker) {
        this.tracker = tracker;
    }

    void write(Connection connection, DataOutputStream out) throws IOException {
        out.writeLong(number(connection));
        Instant opened = connection.opened();
        out.writeLong(opened == null ? UNKNOWN_TIME : opened.toEpochMilli());
        writeNamespace(connection.namespace(), out);
        out.writeByte(connection.protocol().ordinal());
        endpoint(connection.local(), out);
        endpoint(connection.remote(), out);
        out.writeByte(connection.state().number());
        out.writeLong(connection.uid());
        out.writeLong(connection.inode());
        out.writeByte(connection.direction().ordinal());
        owners.write(connection.owner(), out);
    }

    Connection read(DataInputStream in) throws IOException {
        String id = id(in.readLong());
        long opened = in.readLong();
        NetworkNamespace namespace = readNamespace(in);
        Protocol protocol = Protocol.values()[in.readUnsignedByte()];
        Endpoint local = endpoint(in);
        Endpoint remote = endpoint(in);
        return new Connection.Builder(protocol, local, remote, SocketState.of(protocol, in.readUnsignedByte()))
                .id(id)
                .opened(opened == UNKNOWN_TIME ? null : Instant.ofEpochMilli(opened))
                .namespace(namespace)
                .uid(in.readLong())
                .inode(in.readLong())
                .direction(Direction.values()[in.readUnsignedByte()])
                .owner(owners.read(in))
                .build();
    }

    /** What tells a connection from all others of the file. */
    long number(Connection connection) {
        return Long.parseLong(connection.id().substring(tracker.length() + 1), Character.MAX_RADIX);
    }

    private String id(long number) {
        return tracker + '-' + Long.toString(number, Character.MAX_RADIX);
    }

    static void writeNamespace(NetworkNamespace namespace, DataOutputStream out) throws IOException {
        out.writeLong(namespace.inode());
        writeText(namespace.name(), out);
    }

    static NetworkNamespace readNamespace(DataInputStream in) throws IOException {
        return new NetworkNamespace(in.readLong(), readText(in));
    }

    static void writeText(@Nullable String text, DataOutputStream out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    static @Nullable String readText(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    private static void endpoint(Endpoint endpoint, DataOutputStream out) throws IOException {
        Address address = endpoint.address();
        out.writeBoolean(address.ipv6());
        if (address.ipv6()) {
            out.writeLong(address.high());
        }
        out.writeLong(address.low());
        out.writeShort(endpoint.port());
    }

    private static Endpoint endpoint(DataInputStream in) throws IOException {
        boolean ipv6 = in.readBoolean();
        Address address = new Address(ipv6 ? in.readLong() : 0, in.readLong(), ipv6);
        return new Endpoint(address, in.readUnsignedShort());
    }
}
