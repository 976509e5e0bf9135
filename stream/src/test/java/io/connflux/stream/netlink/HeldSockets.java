package io.connflux.stream.netlink;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A process in a network namespace of its own that holds sockets, and ends with its input. */
final class HeldSockets implements AutoCloseable {

    /** Of those that stay as they are, without a timer. */
    static final String AT_REST = """
            a = socket.socket(); a.bind(('127.0.0.1', 0)); a.listen()
            c = socket.create_connection(a.getsockname()); keep.append(a.accept())
            u = socket.socket(V4, U); u.bind(('127.0.0.1', 0))
            """;

    /** Of every kind that can be kept. */
    static final String ALL_KINDS = """
            sh('ip addr add 10.1.2.3/8 dev lo && ip -6 addr add 2001:db8::1/128 dev lo nodad && ip route add 192.0.2.0/24 dev lo')
            def made(family, kind, here, only=False, port=False):
                s = socket.socket(family, kind)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT if port else socket.SO_REUSEADDR, 1)
                if only: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                if here: s.bind(here)
                keep.append(s)
                return s
            def listen(family, here, **more):
                s = made(family, T, here, **more); s.listen(); return s
            def pair(server, family, there):
                c = made(family, T, None)
                # The kernel makes the routes to an address of IPv6 when it comes to it.
                for i in range(500):
                    if c.connect_ex(there) == 0: break
                    time.sleep(0.01)
                a = server.accept()[0]; keep.append(a)
                return c, a
            web = listen(V4, ('0.0.0.0', 8080))
            six = listen(V6, ('::', 443), only=True)
            dual = listen(V6, ('::', 8443))
            for i in range(3): listen(V4, ('127.0.0.1', 7000), port=True)
            c, a = pair(web, V4, ('127.0.0.1', 8080)); c.send(b'unread')
            pair(six, V6, ('2001:db8::1', 443))
            pair(six, V6, ('::1', 443))
            pair(dual, V4, ('10.1.2.3', 8443))
            pair(dual, V6, ('::1', 8443))
            c, a = pair(web, V4, ('127.0.0.1', 8080)); c.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            c, a = pair(web, V4, ('127.0.0.1', 8080)); c.shutdown(socket.SHUT_WR)
            c, a = pair(web, V4, ('127.0.0.1', 8080)); c.close()
            c, a = pair(web, V4, ('127.0.0.1', 8080)); c.close(); a.close()
            c, a = pair(six, V6, ('::1', 443)); c.close(); a.close()
            c, a = pair(dual, V4, ('10.1.2.3', 8443)); a.close(); c.close()
            made(V4, T, None).connect(('127.0.0.1', 8080))
            late = listen(V4, ('127.0.0.1', 9000)); late.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 600)
            made(V4, T, None).connect(('127.0.0.1', 9000))
            syn = made(V4, T, ('10.1.2.3', 0)); syn.setblocking(False); syn.connect_ex(('192.0.2.7', 443))
            made(V4, U, ('0.0.0.0', 53))
            made(V6, U, ('::', 5353), only=True)
            made(V6, U, ('::', 5354))
            made(V4, U, None).connect(('10.1.2.3', 53))
            made(V6, U, None).connect(('2001:db8::1', 5353))
            made(V6, U, None).connect(('::ffff:10.1.2.3', 53))
            for i in range(3): made(V4, U, ('127.0.0.1', 6000), port=True)
            full = made(V4, U, ('127.0.0.1', 6001)); full.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            for i in range(20): made(V4, U, None).sendto(b'x' * 1000, ('127.0.0.1', 6001))
            """;

    private final Process process;
    private final BufferedReader said;

    private HeldSockets(Process process) {
        this.process = process;
        said = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Skips the test where this user may not make namespaces.
     *
     * @param script what makes them, in Python: it appends to {@code keep}
     */
    static HeldSockets of(String script) throws IOException, InterruptedException {
        assumeTrue(runs("python3", "--version"), "python3 is not installed");
        assumeTrue(runs("unshare", "-n", "ip", "link", "set", "lo", "up"), "no network namespace may be made here");
        String head = """
                import json, socket, struct, subprocess, sys, time
                keep = []
                T, U, V4, V6 = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.AF_INET, socket.AF_INET6
                def sh(command): subprocess.run(command, shell=True, check=True)
                sh('ip link set lo up')
                """;
        String tail = """
                print('ready', flush=True)
                for line in sys.stdin:
                    exec(json.loads(line))
                    print('done', flush=True)
                """;
        HeldSockets made = new HeldSockets(new ProcessBuilder("unshare", "-n", "python3", "-c", head + script + tail)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        if (!"ready".equals(made.said.readLine())) {
            made.close();
            throw new IOException("the sockets could not be made");
        }
        return made;
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Does more with them, and returns when that is done. */
    void does(String more) throws IOException {
        String quoted = more.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        process.getOutputStream().write(("\"" + quoted + "\"\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        if (!"done".equals(said.readLine())) {
            throw new IOException("the sockets could not be used as they should");
        }
    }

    long pid() {
        return process.pid();
    }

    /** The files that show them. */
    Path proc() {
        return Path.of("/proc", Long.toString(pid()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
