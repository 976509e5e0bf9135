package io.connflux.model;

/** A connection as one line for people. */
final class ConnectionText {

    private ConnectionText() {}

    static String of(Connection connection) {
        StringBuilder line = new StringBuilder(128);
        line.append(connection.protocol()).append(' ').append(connection.local());
        if (connection.hasPeer()) {
            line.append(arrow(connection.direction())).append(connection.remote());
        }
        line.append(' ').append(connection.state());
        if (connection.uid() != Connection.UNKNOWN_UID) {
            line.append(" uid ").append(connection.uid());
        }
        Owner owner = connection.owner();
        if (owner instanceof Owner.Held held) {
            OwnerProcess process = held.first();
            line.append(' ')
                    .append(process.name())
                    .append('(')
                    .append(process.pid())
                    .append(')');
            int more = held.processes().size() - 1;
            line.append(more > 0 ? " and " + more + " more" : "");
        } else if (owner instanceof Owner.Unnamed unnamed) {
            line.append(" owner ").append(unnamed.label());
        }
        if (connection.namespace().isKnown()) {
            line.append(" in ").append(connection.namespace());
        }
        return PlainText.of(line.toString());
    }

    private static String arrow(Direction direction) {
        return switch (direction) {
            case INBOUND -> " ← ";
            case OUTBOUND -> " → ";
            case UNKNOWN -> " - ";
        };
    }
}
