package io.connflux.table;

/**
 * What the kernel itself has counted since boot, from the {@code Tcp:} lines of {@code /proc/net/snmp}. Polling misses
 * connections that live between two polls; these fields do not, so they tell how much was missed.
 *
 * <p>They are as wide as the kernel's {@code unsigned long} ({@code snmp_fold_field} in {@code net/ipv4/af_inet.c}): those of a
 * 32-bit one begin at 0 again after 2^32.
 *
 * @param activeOpens {@code ActiveOpens}: connects of this host, failed ones among them
 * @param passiveOpens {@code PassiveOpens}: connections accepted by the kernel
 * @param attemptFails {@code AttemptFails}: handshakes that came to nothing
 * @param estabResets {@code EstabResets}: connections ended by a reset
 */
public record KernelCounters(long activeOpens, long passiveOpens, long attemptFails, long estabResets) {

    /** All opens; a connection over loopback counts once as active and once as passive, as it also has two rows. */
    public long opens() {
        return activeOpens + passiveOpens;
    }

    /**
     * What was counted since earlier ones of the same kernel were read, if that was less than 2^31 each. Counters that went back
     * otherwise than by their width are those of another kernel, or of another network namespace, which began at 0.
     */
    public KernelCounters since(KernelCounters earlier) {
        long[] now = {activeOpens, passiveOpens, attemptFails, estabResets};
        long[] before = {earlier.activeOpens, earlier.passiveOpens, earlier.attemptFails, earlier.estabResets};
        long[] counted = new long[now.length];
        for (int i = 0; i < now.length; i++) {
            counted[i] = now[i] - before[i];
            if (counted[i] < 0) {
                counted[i] &= 0xFFFF_FFFFL;
                if (counted[i] > Integer.MAX_VALUE || before[i] > 0xFFFF_FFFFL) {
                    return this;
                }
            }
        }
        return new KernelCounters(counted[0], counted[1], counted[2], counted[3]);
    }

    /** Both together. */
    public KernelCounters plus(KernelCounters more) {
        return new KernelCounters(
                activeOpens + more.activeOpens,
                passiveOpens + more.passiveOpens,
                attemptFails + more.attemptFails,
                estabResets + more.estabResets);
    }
}
