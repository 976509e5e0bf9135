package io.connflux.stream.poll;

import io.connflux.observation.ActingProcess;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.observation.Observations;
import io.connflux.process.OwnerSearch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A source whose observations have owners, where they tell the process. */
public final class OwnerTellingSource implements ObservationSource {

    private final ObservationSource source;
    private final OwnerSearch owners;

    /** @param owners what reads the processes */
    public OwnerTellingSource(ObservationSource source, OwnerSearch owners) {
        this.source = source;
        this.owners = owners;
    }

    @Override
    public ObservationReader open(Runnable arrival) throws IOException {
        ObservationReader reader = source.open(arrival);
        return new ObservationReader() {
            @Override
            public Observations take() throws IOException {
                return owned(reader.take());
            }

            @Override
            public HostNamespaces namespaces() {
                return reader.namespaces();
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    /** All at once, before anything else is done with them: who lives for a moment may still be there. */
    private Observations owned(Observations seen) {
        List<Observation> all = new ArrayList<>(seen.all().size());
        for (Observation one : seen.all()) {
            ActingProcess process = one.process();
            all.add(
                    process == null
                            ? one
                            : one.ownedBy(
                                    owners.acting(process.pid(), process.startTicks(), process.name(), one.nanos())));
        }
        return new Observations(all, seen.lost());
    }
}
