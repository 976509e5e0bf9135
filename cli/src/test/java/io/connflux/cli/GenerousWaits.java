package io.connflux.cli;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets each test wait a minute for what has to happen: a machine that others keep busy is slow, and no less right. A wait ends
 * with what it waits for, so that it costs nothing where all is well. Found by its name in {@code META-INF/services}.
 */
public final class GenerousWaits implements BeforeAllCallback {

    /** For the service loader. */
    public GenerousWaits() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }
}
