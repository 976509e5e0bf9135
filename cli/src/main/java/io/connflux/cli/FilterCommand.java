package io.connflux.cli;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.filter.Filter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code connflux filter}. */
@Command(
        name = "filter",
        description = "Tells how a filter expression is understood, and what it costs.",
        customSynopsis = "connflux filter EXPR…",
        footer = {
            "",
            "  tcp udp ip ip6   state established   exclude time-wait   state {listen, estab}",
            "  dport = :443   sport gt :1024   port 80 or 443   portrange 1-99   autobound",
            "  src 10.0.0.0/8:22   dst [::1]:443   host 192.0.2.7   net 10.0.0.0/8",
            "  loopback   private   public   multicast   link-local   direction = inbound",
            "  name ~ ngin*   pid = 812   user = www-data   exe   container   unit   pod",
            "  uid = 1000   event = opened   age > 5m   netns = blue   id = …",
            "",
            "Joined by 'and', 'or', 'not', && || ! and parentheses; side by side is 'and'.",
            "Quote it for the shell: connflux watch 'tcp and (port 80 or port 443)'"
        })
final class FilterCommand implements Callable<Integer> {

    private final OutputStream out;

    @Parameters(arity = "1..*", paramLabel = "EXPR", description = "The expression.")
    private List<String> words = List.of();

    FilterCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        String text = Filter.parse(String.join(" ", words)).explanation() + "\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return ExitStatus.OK.code();
    }
}
