package io.connflux.filter;

import io.connflux.filter.EndClause.End;
import io.connflux.filter.text.Fault;
import io.connflux.filter.text.Nearest;
import io.connflux.filter.text.Token;
import io.connflux.filter.value.HostPorts;
import io.connflux.filter.value.Numbers;
import io.connflux.model.Address;
import io.connflux.model.AddressKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses, networks and ports as ss and tcpdump write them. No name of a host is looked up. One thread. */
final class Ends {

    /** {@code [2001:db8::/32]:443}, {@code [::1]/128:443}. */
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]/]*)(?:/([^\\]]*))?\\](?:/([^:]*))?(?::(.*))?");

    /** {@code 10.0.0.0/8:22}, {@code 10.0.0.1}, {@code *:53}, {@code :443}. */
    private static final Pattern PLAIN = Pattern.compile("([^/:]*)(?:/([^:]*))?(?::([^:]*))?");

    /** {@code 2001:db8::/32}: a port behind it would be a part of the address. */
    private static final Pattern IPV6 = Pattern.compile("([^/]*)(?:/(.*))?");

    private static final Pattern DOTTED = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){0,3}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");

    private final HostPorts host;
    private @Nullable Map<String, Numbers> services;

    Ends(HostPorts host) {
        this.host = host;
    }

    /**
     * What is behind {@code src}, {@code host} and the like.
     *
     * @param parts whether a network may be written by its first numbers, as {@code net 192.168}
     * @throws Fault where it is no address
     */
    Filter end(Token value, End end, boolean parts) {
        String text = value.text();
        for (AddressKind kind : AddressKind.values()) {
            if (kind.label().equals(value.word())) {
                return new EndClause.Kind(end, kind);
            }
        }
        Matcher brackets = BRACKETS.matcher(text);
        Matcher plain = PLAIN.matcher(text);
        Matcher ipv6 = IPV6.matcher(text);
        if (brackets.matches()) {
            String prefix = brackets.group(2) != null ? brackets.group(2) : brackets.group(3);
            return both(
                    end, network(value, end, "[" + brackets.group(1), prefix, false), port(value, brackets.group(4)));
        }
        if (plain.matches()) {
            return both(end, network(value, end, plain.group(1), plain.group(2), parts), port(value, plain.group(3)));
        }
        if (ipv6.matches()) {
            return both(end, network(value, end, ipv6.group(1), ipv6.group(2), false), null);
        }
        throw Fault.at(value, value.shown() + " is no address");
    }

    private static Filter both(End end, @Nullable Filter address, @Nullable Numbers ports) {
        if (ports == null) {
            return address == null ? Filter.ALL : address;
        }
        if (address == null) {
            return new EndClause.Ports(end, ports);
        }
        if (end != End.EITHER) {
            return new Combination.And(List.of(address, new EndClause.Ports(end, ports)));
        }
        // Both have to be true of one end.
        List<Filter> ends = new ArrayList<>();
        EndClause.Network network = (EndClause.Network) address;
        for (End each : List.of(End.LOCAL, End.REMOTE)) {
            ends.add(new Combination.And(List.of(
                    new EndClause.Network(each, network.address(), network.prefix()),
                    new EndClause.Ports(each, ports))));
        }
        return new Combination.Or(ends);
    }

    private @Nullable Filter network(Token value, End end, String written, @Nullable String prefix, boolean parts) {
        if ((written.isEmpty() || written.equals("*")) && prefix == null) {
            return null;
        }
        boolean ipv6 = written.startsWith("[") || written.contains(":");
        String text = written.startsWith("[") ? written.substring(1) : written;
        boolean dotted = DOTTED.matcher(text).matches();
        if (!ipv6 && !dotted) {
            throw noAddress(value, text);
        }
        int numbers = ipv6 ? 4 : text.split("\\.", -1).length;
        if (numbers < 4 && prefix == null && !parts) {
            throw Fault.at(value, value.shown() + " is no address: write all four numbers, or 'net " + text + "'");
        }
        try {
            Address address = Address.parse(text + ".0".repeat(4 - numbers));
            if (ipv6 != address.ipv6()) {
                throw Fault.at(value, "brackets are for IPv6 addresses");
            }
            int bits = ipv6 ? 128 : 8 * numbers;
            return new EndClause.Network(end, address, prefix == null ? bits : bits(prefix, value));
        } catch (IllegalArgumentException e) {
            throw Fault.at(
                    value,
                    text.contains("%") ? "/proc shows no scope of an address: leave out what follows '%'" : message(e));
        }
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static Fault noAddress(Token value, String text) {
        if (text.equalsIgnoreCase("localhost")) {
            return Fault.at(value, "names of hosts are not resolved; write 'loopback', or an address");
        }
        List<String> kinds =
                Arrays.stream(AddressKind.values()).map(AddressKind::label).toList();
        return Fault.at(
                value,
                "'" + text + "' is no address, and names of hosts are not resolved" + Nearest.question(text, kinds));
    }

    private static int bits(String prefix, Token value) {
        if (NUMBER.matcher(prefix).matches()) {
            return Integer.parseInt(prefix);
        }
        throw Fault.at(value, "'/" + prefix + "' is no length of a prefix, as in 10.0.0.0/8");
    }

    /**
     * tcpdump's {@code net 10.0.0.0 mask 255.0.0.0} as one word.
     *
     * @throws Fault where the mask is none
     */
    static Token masked(Token net, Token mask) {
        if (DOTTED.matcher(mask.text()).matches() && mask.text().split("\\.", -1).length == 4) {
            int bits = 0;
            for (String octet : mask.text().split("\\.", -1)) {
                bits = bits << 8 | (Integer.parseInt(octet) & 0xFF);
            }
            int ones = Integer.bitCount(bits);
            if (bits == (ones == 0 ? 0 : -1 << (32 - ones))) {
                return new Token(net.kind(), net.text() + "/" + ones, net.at());
            }
        }
        throw Fault.at(mask, mask.shown() + " is no mask, as 255.255.0.0 is");
    }

    /**
     * A port, or several: {@code 443}, {@code :443}, {@code https}, {@code 8000..8010}.
     *
     * @throws Fault where it is none
     */
    Numbers ports(Token value) {
        String text = value.text();
        text = text.startsWith("*:") ? text.substring(2) : text.startsWith(":") ? text.substring(1) : text;
        Numbers ports = port(value, text);
        if (ports == null) {
            throw Fault.at(value, value.shown() + " is no port");
        }
        return ports;
    }

    /** Null for any. */
    private @Nullable Numbers port(Token value, @Nullable String text) {
        if (text == null || text.equals("*")) {
            return null;
        }
        int dots = text.indexOf("..");
        Matcher range = RANGE.matcher(text);
        if (dots < 0 && !range.matches()) {
            return one(value, text);
        }
        Numbers low = one(value, dots < 0 ? range.group(1) : text.substring(0, dots));
        Numbers high = one(value, dots < 0 ? range.group(2) : text.substring(dots + 2));
        if (low.greatest() > high.greatest()) {
            throw Fault.at(value, "there is no port from " + low.greatest() + " to " + high.greatest());
        }
        return Numbers.range(low.least(), high.greatest());
    }

    private Numbers one(Token value, String text) {
        if (text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty()) {
            if (NUMBER.matcher(text).matches() && Integer.parseInt(text) <= EndClause.Ports.GREATEST) {
                return Numbers.of(Integer.parseInt(text));
            }
            throw Fault.at(value, text + " is not a port (0 to " + EndClause.Ports.GREATEST + ")");
        }
        if (services == null) {
            services = host.named();
        }
        Numbers named = services.get(text);
        if (named == null) {
            String file = host.services() == null
                    ? "no file of services"
                    : host.services().toString();
            throw Fault.at(value, "no service '" + text + "' in " + file + Nearest.question(text, services.keySet()));
        }
        return named;
    }
}
