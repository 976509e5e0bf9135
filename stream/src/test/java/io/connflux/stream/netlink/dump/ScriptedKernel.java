package io.connflux.stream.netlink.dump;

import io.connflux.stream.netlink.socket.Conversation;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/** Answers of a kernel that no real one gives when it is asked to. Each dump is answered by the next of them. */
final class ScriptedKernel implements Conversation.Opening {

    private static final short ERROR = 2;
    private static final short DONE = 3;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short DUMP_INTR = 0x10;
    private static final int HEADER = 16;

    private final Deque<Answer> answers = new ArrayDeque<>();
    /** Dumps that were asked for. */
    int dumps;
    /** Sockets that are open. */
    int open;

    /**
     * To one dump.
     *
     * @param rows listeners at port 1 and on
     * @param interruptedAt the message that says so, counted from 0, of one for each row and the last, which has none; -1 for no one
     * @param error with which the last one ends; 0 for none
     * @param errno with which it breaks off in place of that; 0 for none
     */
    record Answer(int rows, int interruptedAt, int error, int errno) {

        static Answer whole(int rows) {
            return new Answer(rows, -1, 0, 0);
        }

        static Answer interrupted(int rows, int at) {
            return new Answer(rows, at, 0, 0);
        }
    }

    ScriptedKernel then(Answer answer) {
        answers.add(answer);
        return this;
    }

    @Override
    public Conversation open() {
        open++;
        return new Conversation() {
            private Answer answer = new Answer(0, -1, 0, 0);
            private int message = -1;

            @Override
            public void send(ByteBuffer bytes) {
                if (bytes.getShort(4) == SOCK_DIAG_BY_FAMILY) {
                    dumps++;
                    answer = answers.remove();
                    message = 0;
                }
            }

            @Override
            public int receive(ByteBuffer into) throws IOException {
                if (message < 0) {
                    return message(into, ERROR, 0, 0);
                }
                int flags = message == answer.interruptedAt() ? DUMP_INTR : 0;
                if (message < answer.rows()) {
                    return row(into, ++message, flags);
                }
                if (answer.errno() != 0) {
                    throw new NetlinkSocket.Failure("scripted", answer.errno());
                }
                return message(into, answer.error() == 0 ? DONE : ERROR, flags, -answer.error());
            }

            @Override
            public void close() {
                open--;
            }
        };
    }

    private static int message(ByteBuffer into, short type, int flags, int error) {
        return header(into, HEADER + 4, type, flags).putInt(HEADER, error).getInt(0);
    }

    private static int row(ByteBuffer into, int port, int flags) {
        int length = HEADER + DiagMessage.LENGTH;
        header(into, length, SOCK_DIAG_BY_FAMILY, flags).put(HEADER + 1, (byte) 10);
        into.duplicate().order(ByteOrder.BIG_ENDIAN).putShort(HEADER + 4, (short) port);
        return length;
    }

    private static ByteBuffer header(ByteBuffer into, int length, short type, int flags) {
        for (int at = 0; at < length; at++) {
            into.put(at, (byte) 0);
        }
        return into.putInt(0, length).putShort(4, type).putShort(6, (short) flags);
    }
}
