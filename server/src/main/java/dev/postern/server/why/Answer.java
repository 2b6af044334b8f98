package dev.postern.server.why;

import dev.postern.explain.Explanation;
import java.util.List;

/**
 * What is foretold, and what can be sent to see.
 *
 * @param passages where what is sent, or its answer, goes to appliances
 * @param sequence of the snapshot that it was foretold from
 */
public record Answer(Explanation explanation, Sending sending, List<Passage> passages, long sequence) {
    public Answer {
        passages = List.copyOf(passages);
    }

    /** One without appliances on the way. */
    Answer(Explanation explanation, Sending sending, long sequence) {
        this(explanation, sending, List.of(), sequence);
    }
}
