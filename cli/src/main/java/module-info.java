/** The command {@code connflux}. */
module io.connflux.cli {
    requires info.picocli;
    requires io.connflux.stream;
    requires java.logging;
    // For SIGHUP.
    requires jdk.unsupported;
    requires static org.jspecify;

    opens io.connflux.cli to
            info.picocli;
    opens io.connflux.cli.options to
            info.picocli;
    opens io.connflux.cli.options.output to
            info.picocli;
    opens io.connflux.cli.options.trace to
            info.picocli;
    opens io.connflux.cli.text to
            info.picocli;
}
