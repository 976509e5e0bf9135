package io.connflux.stream.websocket.server.answer;

import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.follow.Step;
import io.connflux.stream.websocket.query.TableRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The newest table in each form that is asked for. */
public final class EncodedTables {

    /** Forms that are remembered, of which each is kept only while it is sent. Too low encodes what others just asked for again. */
    private static final int MOST = 32;

    private final Scheduler workers;
    private final EncoderSettings host;
    private final Map<TableRequest, EncodedTable> forms = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TableRequest, EncodedTable> eldest) {
            return size() > MOST;
        }
    };

    /** @param host what lines say of the host, where their schema has a place for it */
    public EncodedTables(Scheduler workers, EncoderSettings host) {
        this.workers = workers;
        this.host = host;
    }

    /** A step's table; the one before it where that is being encoded at this moment. Errs with an {@link java.io.IOException}. */
    public Mono<AnswerBody> of(Step newest, TableRequest asked) {
        EncodedTable table;
        synchronized (forms) {
            table = forms.computeIfAbsent(asked, form -> new EncodedTable(workers, form, host));
        }
        return table.of(newest);
    }
}
