package io.connflux.model;

/**
 * What the kernel itself has counted since boot, from the {@code Tcp:} lines of {@code /proc/net/snmp}. Polling misses
 * connections that live between two polls; these fields do not, so they tell how much was missed.
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
}
