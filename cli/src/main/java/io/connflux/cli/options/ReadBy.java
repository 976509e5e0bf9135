package io.connflux.cli.options;

import java.util.Locale;

/** By which way the kernel's table is read. */
public enum ReadBy {
    PROCFS,
    NETLINK,
    /** By netlink where that can be used. */
    AUTO;

    /** The word for it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
