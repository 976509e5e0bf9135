package io.connflux.model;

/** The four socket files under {@code /proc/net}, in the order in which every Connflux output lists them. */
public enum Protocol {
    TCP("tcp", true, false),
    TCP6("tcp6", true, true),
    UDP("udp", false, false),
    UDP6("udp6", false, true);

    private final String label;
    private final boolean tcp;
    private final boolean ipv6;

    Protocol(String label, boolean tcp, boolean ipv6) {
        this.label = label;
        this.tcp = tcp;
        this.ipv6 = ipv6;
    }

    /** The name of the file and of the protocol in every output: {@code tcp}, {@code tcp6}, {@code udp} or {@code udp6}. */
    public String label() {
        return label;
    }

    public boolean isTcp() {
        return tcp;
    }

    /** Whether rows have 128-bit addresses; an IPv4 peer of a dual-stack socket is such a row too. */
    public boolean isIpv6() {
        return ipv6;
    }

    @Override
    public String toString() {
        return label;
    }
}
