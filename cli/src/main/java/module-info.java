/** The command {@code connflux}. */
module io.connflux.cli {
    requires info.picocli;
    requires io.connflux.stream;
    requires static org.jspecify;

    opens io.connflux.cli to
            info.picocli;
}
