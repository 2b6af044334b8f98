package dev.postern.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private static final Question QUESTION =
            new Question(Question.Form.PACKET, "i-1", Optional.empty(), "tcp", "10.0.0.7:22", Optional.empty());
    private static final Explanation DENIED = new Explanation(
            QUESTION,
            List.of(Step.stopped(Step.Part.THERE, "route table", "rtb-1", "no route", List.of())),
            Optional.empty(),
            Optional.empty());

    @Test
    void aDifferenceIsSaidToBeADefect() {
        Probe probe = new Probe(Probe.Seen.ALLOWED, "a connection", "it was answered");
        assertThat(TextRendering.of(DENIED, Optional.of(probe), false))
                .contains("DENIED at the route table rtb-1: no route")
                .contains("foretold  DENIED", "seen      ALLOWED: it was answered")
                .contains("this is a defect of Postern");
        assertThat(JsonRendering.of(DENIED, Optional.of(probe))
                        .path("probe")
                        .path("agrees")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void whatProvesNothingIsNoDifference() {
        Probe silent = new Probe(Probe.Seen.UNCLEAR, "a datagram", "no answer");
        assertThat(silent.agrees(DENIED)).isEmpty();
        assertThat(TextRendering.of(DENIED, Optional.of(silent), false)).doesNotContain("defect");
        assertThat(TextRendering.of(DENIED, Optional.of(Probe.notSent("nobody may")), false))
                .contains("Not really sent: nobody may.");
        assertThat(new Probe(Probe.Seen.DENIED, "a connection", "no answer").agrees(DENIED))
                .contains(true);
    }
}
