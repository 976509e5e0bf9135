package io.connflux.filter.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Words of ss and tcpdump that a filter cannot take, and why. */
public final class Refusals {

    /** Why, by word. */
    public static final Map<String, String> WORDS;

    private static final Pattern VALUE = Pattern.compile("[0-9:*\\[].*|.*[:/].*|.*\\..*");

    static {
        Map<String, String> words = new HashMap<>();
        words.put("dev", "to which device a socket is bound stands in no file of /proc");
        words.put("fwmark", "which mark a socket has stands in no file of /proc");
        words.put(
                "cgroup",
                "which control group made a socket stands in no file of /proc; 'unit' and 'container' ask for its process's");
        for (String protocol :
                List.of("icmp", "icmp6", "igmp", "sctp", "dccp", "arp", "rarp", "unix", "netlink", "vsock", "raw")) {
            words.put(protocol, "connections are those of tcp and udp, and no others are read");
        }
        for (String packet :
                List.of("ether", "vlan", "mpls", "gateway", "broadcast", "less", "greater", "len", "protochain")) {
            words.put(packet, "that is asked of a packet, and there are none here: connections are read from /proc");
        }
        WORDS = Map.copyOf(words);
    }

    private Refusals() {}

    /** The message for a word that is one of them. */
    public static String of(String word) {
        return "'" + word + "' cannot be known: " + WORDS.get(word);
    }

    /** Whether it looks as a number, a port or an address, and not as a word. */
    public static boolean isValue(String text) {
        return VALUE.matcher(text).matches();
    }
}
