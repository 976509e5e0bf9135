package io.connflux.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes that a {@code /proc} lists.
 *
 * @param proc its root
 */
public record ProcessList(Path proc) {

    /**
     * The numbers of those there are now, in the order of the listing.
     *
     * @throws IOException where they cannot be listed
     */
    public List<String> names() throws IOException {
        // The names alone: a DirectoryStream would make a path of each.
        String[] all = proc.toFile().list();
        if (all == null) {
            throw new IOException(
                    "the processes under " + proc + " cannot be listed; is this the path of a Linux /proc?");
        }
        List<String> names = new ArrayList<>(all.length);
        for (String name : all) {
            if (name.charAt(0) >= '0' && name.charAt(0) <= '9') {
                names.add(name);
            }
        }
        return names;
    }

    /** Whether some are left out: process 1 always is there, and {@code hidepid} of proc(5) says no word. */
    public boolean hidesSome() {
        return !Files.exists(proc.resolve("1"));
    }
}
