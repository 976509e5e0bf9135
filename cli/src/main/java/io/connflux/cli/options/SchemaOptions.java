package io.connflux.cli.options;

import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.encode.HostIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What lines say beside their events. */
public final class SchemaOptions {

    @Option(names = "--host-name", paramLabel = "NAME", description = "What lines call the host, if not as it does.")
    private @Nullable String hostName;

    @Option(names = "--label", paramLabel = "K=V", description = "A label for each line. Repeatable.")
    private List<String> labels = List.of();

    @Option(names = "--community-id", description = "Community ID in json and otlp; others have it.")
    private boolean communityId;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Refuses what would be passed over in silence, where lines have no schema. */
    public void refuse(String form) {
        for (String option : List.of("--host-name", "--label", "--community-id")) {
            if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        command.commandLine(),
                        "'" + option + "' is for lines of a schema, --format ecs for example; " + form
                                + " has no place for it");
            }
        }
    }

    /**
     * What is said, of the host itself and by the options.
     *
     * @param host what it calls itself
     */
    public EncoderSettings settings(HostIdentity host) {
        EncoderSettings settings = EncoderSettings.NONE.withHost(host).withCommunityId(communityId);
        try {
            settings = settings.withHostName(hostName);
        } catch (IllegalArgumentException e) {
            throw wrong("--host-name", e);
        }
        for (String label : labels) {
            int equals = label.indexOf('=');
            if (equals < 0) {
                throw wrong("--label", new IllegalArgumentException("'" + label + "' is not KEY=VALUE"));
            }
            try {
                settings = settings.withLabel(label.substring(0, equals), label.substring(equals + 1));
            } catch (IllegalArgumentException e) {
                throw wrong("--label", e);
            }
        }
        return settings;
    }

    private ParameterException wrong(String option, IllegalArgumentException why) {
        return new ParameterException(
                command.commandLine(), "Invalid value for option '" + option + "': " + why.getMessage(), why);
    }
}
