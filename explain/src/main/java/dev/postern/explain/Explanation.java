package dev.postern.explain;

import java.util.List;
import java.util.Optional;

/**
 * The answer to a question: the whole way, and where it ends.
 *
 * @param steps in the order in which they have their say; at most one of them is the one that stopped it
 * @param door by which it arrives, if nothing on the way stops it
 * @param answer what the service answers then, where that is not simply success, as {@code 404 NoSuchKey}
 */
public record Explanation(Question question, List<Step> steps, Optional<Door> door, Optional<String> answer) {
    public Explanation {
        steps = List.copyOf(steps);
    }

    public boolean allowed() {
        return stop().isEmpty();
    }

    /** In one word, for programs: {@code allowed} or {@code denied}. */
    public String verdict() {
        return allowed() ? "allowed" : "denied";
    }

    /** The first step that stops it. */
    public Optional<Step> stop() {
        return steps.stream()
                .filter(step -> step.ruling() == Step.Ruling.STOPPED)
                .findFirst();
    }
}
