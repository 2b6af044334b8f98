package dev.postern.server.verify.checks;

import java.util.List;

/**
 * What came of a check.
 *
 * @param asked how many requests were judged
 * @param undecided what was left open since there are too many combinations; the check then does not hold
 */
public record Outcome(long asked, List<Hole> holes, List<String> undecided) {
    public Outcome {
        holes = List.copyOf(holes);
        undecided = List.copyOf(undecided);
    }

    public boolean holds() {
        return holes.isEmpty() && undecided.isEmpty();
    }
}
