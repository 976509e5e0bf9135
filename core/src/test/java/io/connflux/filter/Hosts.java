package io.connflux.filter;

import io.connflux.filter.value.HostPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Hosts whose names of ports a test knows, whatever this machine calls them. */
final class Hosts {

    private Hosts() {}

    /** Calls a few ports as every host does, one of them by two names, and one name two ports; gives out 40000 to 50000. */
    static HostPorts in(Path directory) {
        try {
            Path services = Files.writeString(directory.resolve("services"), """
                    # Network services
                    ftp\t\t21/tcp
                    ftps 990/tcp
                    ssh\t22/tcp\t\t# SSH Remote Login Protocol
                    domain  53/tcp
                    domain  53/udp
                    http 80/tcp www www-http
                    https 443/tcp
                    https 443/udp
                    exec 512/tcp
                    biff 512/udp comsat
                    twice 7/tcp
                    twice 9/udp
                    """);
            Path range = Files.writeString(directory.resolve("range"), "40000\t50000\n");
            return new HostPorts(services, range);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
