package io.connflux.filter;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A network namespace of its own, in which one process holds sockets in all states that can be kept, and asks {@code ss}. It is gone
 * with that process, which ends with its input.
 */
final class SsNamespace {

    private static final String SCRIPT = """
            import shlex, socket, subprocess, sys
            T, U, V4, V6 = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.AF_INET, socket.AF_INET6
            def sh(command): subprocess.run(command, shell=True, check=True)
            sh('ip link set lo up && ip addr add 10.1.2.3/8 dev lo && ip -6 addr add 2001:db8::1/128 dev lo nodad')
            sh('ip route add 192.0.2.0/24 dev lo')
            keep = []
            def made(family, kind, here, only=False):
                s = socket.socket(family, kind)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if only: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                if here: s.bind(here)
                keep.append(s)
                return s
            def listen(family, here, only=False):
                s = made(family, T, here, only); s.listen(); return s
            def pair(server, family, there, here=None):
                c = made(family, T, here); c.connect(there)
                a = server.accept()[0]; keep.append(a)
                return c, a
            web = listen(V4, ('0.0.0.0', 8080))
            ssh = listen(V4, ('127.0.0.1', 22))
            six = listen(V6, ('::', 443), only=True)
            dual = listen(V6, ('::', 8443))
            pair(web, V4, ('127.0.0.1', 8080))
            pair(web, V4, ('10.1.2.3', 8080), ('10.1.2.3', 900))
            pair(ssh, V4, ('127.0.0.1', 22))
            pair(six, V6, ('2001:db8::1', 443))
            pair(six, V6, ('::1', 443))
            pair(dual, V4, ('10.1.2.3', 8443))
            pair(dual, V6, ('::1', 8443))
            c, a = pair(web, V4, ('127.0.0.1', 8080)); c.shutdown(socket.SHUT_WR)
            c, a = pair(web, V4, ('127.0.0.1', 8080)); c.close(); a.close()
            c, a = pair(six, V6, ('::1', 443)); c.close(); a.close()
            syn = made(V4, T, ('10.1.2.3', 0)); syn.setblocking(False); syn.connect_ex(('192.0.2.7', 443))
            made(V4, U, ('0.0.0.0', 53))
            made(V6, U, ('::', 5353), only=True)
            made(V4, U, None).connect(('10.1.2.3', 53))
            made(V6, U, None).connect(('2001:db8::1', 53))
            for name, states in (('tcp', ('02', '05', '06', '08')), ('tcp6', ('06',))):
                while not all(f' {state} ' in open('/proc/self/net/' + name).read() for state in states): pass
            print('ready', flush=True)
            for line in sys.stdin:
                got = subprocess.run(['ss', '-H'] + shlex.split(line), capture_output=True, text=True)
                for row in got.stdout.splitlines(): print(row)
                if got.returncode or got.stderr: print('error', got.stderr.strip().replace('\\n', ' '))
                print('.', flush=True)
            """;

    private final Process process;

    private SsNamespace(Process process) {
        this.process = process;
    }

    /** Skips the test where this user may not make namespaces, or where what it takes is not installed. */
    static SsNamespace open() throws IOException, InterruptedException {
        for (String command : List.of("ip", "ss", "python3")) {
            assumeTrue(runs(command, command.equals("python3") ? "--version" : "-V"), command + " is not installed");
        }
        String how = runs("unshare", "-n", "true") ? "-n" : "-rn";
        assumeTrue(runs("unshare", how, "true"), "no network namespace may be made here");
        Process process = new ProcessBuilder("unshare", how, "python3", "-c", SCRIPT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        SsNamespace made = new SsNamespace(process);
        if (!"ready".equals(made.line())) {
            made.close();
            throw new IOException("the sockets could not be made");
        }
        return made;
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The process in it, whose {@code /proc/PID/net} shows its sockets. */
    long pid() {
        return process.pid();
    }

    /** What {@code ss} prints, line by line, asked with these words. */
    List<String> ss(String words) throws IOException {
        Writer in = process.outputWriter(StandardCharsets.UTF_8);
        in.write(words + "\n");
        in.flush();
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.equals("."); line = line()) {
            lines.add(line);
        }
        return lines;
    }

    private String line() throws IOException {
        return Objects.requireNonNullElse(
                process.inputReader(StandardCharsets.UTF_8).readLine(), ".");
    }

    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
