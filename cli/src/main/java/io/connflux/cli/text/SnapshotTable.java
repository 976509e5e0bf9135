package io.connflux.cli.text;

import io.connflux.cli.text.line.EndpointText;
import io.connflux.cli.text.line.OwnerText;
import io.connflux.model.Connection;
import io.connflux.model.PlainText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Connections as aligned columns. */
public final class SnapshotTable {

    private static final String[] HEADER = {
        "PROTO", "STATE", "RX-Q", "TX-Q", "LOCAL", "REMOTE", "UID", "INODE", "SENT", "RECEIVED", "NETNS", "PROCESS"
    };

    /** From here on, a column is left out where no row has anything in it. */
    private static final int OPTIONAL = 8;

    private SnapshotTable() {}

    public static void write(List<Connection> rows, OutputStream out) throws IOException {
        int[] widths = new int[HEADER.length];
        measure(widths, HEADER);
        for (Connection row : rows) {
            measure(widths, cells(row));
        }
        for (int i = OPTIONAL; i < HEADER.length; i++) {
            int column = i;
            if (rows.stream().allMatch(row -> cells(row)[column].equals("-"))) {
                widths[i] = 0;
            }
        }
        line(out, widths, HEADER);
        for (Connection row : rows) {
            line(out, widths, cells(row));
        }
    }

    private static String[] cells(Connection c) {
        String[] cells = {
            c.protocol().label(),
            c.state().toString(),
            Long.toString(c.activity().rxQueue()),
            Long.toString(c.activity().txQueue()),
            EndpointText.local(c),
            c.hasPeer() ? c.remote().toString() : "-",
            c.uid() == Connection.UNKNOWN_UID ? "-" : Long.toString(c.uid()),
            c.inode() == 0 ? "-" : Long.toString(c.inode()),
            c.traffic() == null ? "-" : Long.toString(c.traffic().sent()),
            c.traffic() == null ? "-" : Long.toString(c.traffic().received()),
            c.namespace().toString(),
            OwnerText.of(c.owner())
        };
        Arrays.setAll(cells, i -> PlainText.of(cells[i]));
        return cells;
    }

    private static void measure(int[] widths, String[] cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
    }

    private static void line(OutputStream out, int[] widths, String[] cells) throws IOException {
        StringBuilder line = new StringBuilder(120);
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] == 0) {
                continue;
            }
            line.append(cells[i]);
            for (int column = cells[i].length(); column < widths[i] + 2; column++) {
                line.append(' ');
            }
        }
        out.write((line.toString().stripTrailing() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
