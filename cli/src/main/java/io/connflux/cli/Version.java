package io.connflux.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version and the commit in the jar's manifest, and what it runs on: all that a report of an error should say. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {
            "connflux " + number(),
            "commit " + commit(),
            "Java " + System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.vendor"),
            System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch")
        };
    }

    static String number() {
        String version = packaged();
        return version == null ? "(not packaged)" : version;
    }

    private static @Nullable String packaged() {
        return Version.class.getPackage().getImplementationVersion();
    }

    private static String commit() throws IOException {
        // Without a jar of its own, the first manifest of the class path is somebody else's.
        if (packaged() != null) {
            try (InputStream file = Version.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
                String commit = file == null
                        ? null
                        : new Manifest(file).getMainAttributes().getValue("Commit");
                if (commit != null) {
                    return commit;
                }
            }
        }
        return "unknown";
    }
}
