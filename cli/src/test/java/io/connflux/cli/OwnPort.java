package io.connflux.cli;

import io.connflux.filter.value.HostPorts;
import io.connflux.filter.value.Numbers;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port that is of one test alone at whatever address, until it is closed: the kernel gives it to nobody who asks for any, and no
 * other test takes it. What listens there is to have {@code SO_REUSEADDR}, as all that Java opens has.
 */
final class OwnPort implements AutoCloseable {

    /** Is in no table, since it does not listen. */
    private final Socket claim;

    private OwnPort(Socket claim) {
        this.claim = claim;
    }

    static OwnPort take() throws IOException {
        Numbers given = HostPorts.OF_THIS_HOST.ephemeral();
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(1024, 0x10000);
            if (given.contain(port)) {
                continue;
            }
            Socket claim = new Socket();
            try {
                // Refused where anything has the port, be it a TIME_WAIT; from then on shared with who agrees to that.
                claim.setReuseAddress(false);
                claim.bind(new InetSocketAddress(port));
                claim.setReuseAddress(true);
                return new OwnPort(claim);
            } catch (BindException e) {
                claim.close();
            }
        }
    }

    int number() {
        return claim.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        claim.close();
    }
}
