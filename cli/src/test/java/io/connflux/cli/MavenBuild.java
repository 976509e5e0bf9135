package io.connflux.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A build by a Maven of its own, with what this build's has fetched. */
record MavenBuild(Path directory, String timeZone) {

    static boolean isThere() throws InterruptedException {
        return HostProgram.succeeds("mvn", "--version");
    }

    /** Returns once it has ended well. */
    void run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("env", "TZ=" + timeZone, "mvn", "-B", "-ntp", "-q", "-f", directory.toString()));
        String repository = System.getProperty("localRepository");
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        command.addAll(Arrays.asList(arguments));
        PackageIT.said(command.toArray(String[]::new));
    }
}
