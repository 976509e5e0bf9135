package io.connflux.stream.tracefs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/** The user that has no right at all. */
final class Nobody {

    /** Its number, and its group's. */
    static final String ID = "65534";

    private Nobody() {}

    /** A command that runs another one as this user, of which it is the beginning. */
    static List<String> command() {
        return List.of("setpriv", "--reuid=" + ID, "--regid=" + ID, "--clear-groups", "--inh-caps=-all");
    }

    /** The same in a mount namespace of its own, in which root has mounted something before. */
    static List<String> after(String mounts) {
        List<String> all = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", mounts + " && exec \"$@\"", "sh"));
        all.addAll(command());
        return all;
    }

    /** Skips the test where it may not. */
    static void assumeReadsClasses() throws IOException, URISyntaxException, InterruptedException {
        for (String path : TracingProcess.classPath()) {
            List<String> command = new ArrayList<>(command());
            command.addAll(List.of("test", "-r", path));
            assumeTrue(
                    new ProcessBuilder(command).start().waitFor() == 0,
                    "another user cannot read the classes of this build");
        }
    }
}
