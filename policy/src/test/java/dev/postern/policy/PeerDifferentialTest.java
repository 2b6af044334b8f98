package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Decisions agree with those of a simulator that others wrote, where it does what AWS documents. */
@Tag("differential")
class PeerDifferentialTest {
    private static final int CASES = Integer.getInteger("differential.cases", 20_000);
    private static final int BATCH = 500;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<PeerDifference, Integer> explained = new TreeMap<>();
    private int same;
    private int sameDecision;
    private final List<String> unexplained = new ArrayList<>();

    @Test
    void decisionsAgreeOnRandomCases() throws IOException {
        Long chosen = Long.getLong("test.seed");
        long first = chosen == null ? 1 : chosen;
        long last = chosen == null ? CASES : chosen;
        try (PeerSimulator peer = PeerSimulator.start()) {
            for (long from = first; from <= last; from += BATCH) {
                compare(peer, from, Math.min(last, from + BATCH - 1));
            }
        }
        System.out.println("differential: " + (last - first + 1) + " cases: " + counts);
        System.out.println("differential: " + same + " agree in every element, " + sameDecision
                + " in the decision; explained differences: " + explained);
        assertThat(unexplained).isEmpty();
    }

    private void compare(PeerSimulator peer, long from, long to) {
        List<PeerCase> cases = LongStream.rangeClosed(from, to)
                .mapToObj(seed -> new PeerCases(Seeds.random(seed)).next())
                .toList();
        List<JsonNode> answers = peer.ask(cases.stream().map(PeerCase::question).toList());
        for (int i = 0; i < cases.size(); i++) {
            PeerCase asked = cases.get(i);
            Decision ours = Evaluator.decide(asked.request(), asked.layers());
            PeerComparison comparison = PeerComparison.of(asked, ours, answers.get(i));
            counts.merge(
                    (ours.allowed() ? "allowed by " : ours.explicitlyDenied() ? "denied by " : "not allowed by ")
                            + ours.decidedBy(),
                    1,
                    Integer::sum);
            same += comparison.explained().isEmpty() ? 1 : 0;
            sameDecision += comparison.sameDecision() ? 1 : 0;
            comparison.explained().forEach(reason -> explained.merge(reason, 1, Integer::sum));
            for (String one : comparison.unexplained()) {
                unexplained.add("replay with -Dtest.seed=" + (from + i) + ": " + one);
            }
        }
    }
}
