package dev.postern.explain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/** An explanation for programs. The form is documented in {@code docs/why.md}; it only grows. */
public final class JsonRendering {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORM = 1;

    private JsonRendering() {}

    public static ObjectNode of(Explanation explanation) {
        return of(explanation, Optional.empty());
    }

    /** The same with what was seen when it was really sent. */
    public static ObjectNode of(Explanation explanation, Optional<Probe> probe) {
        ObjectNode node = JSON.createObjectNode().put("form", FORM);
        Question question = explanation.question();
        ObjectNode asked = node.putObject("question")
                .put("kind", question.form().wireName())
                .put("from", question.from());
        question.caller().ifPresent(caller -> asked.put("caller", caller));
        asked.put("action", question.action()).put("target", question.target());
        question.region().ifPresent(region -> asked.put("region", region));
        node.put("verdict", explanation.verdict());
        explanation
                .door()
                .ifPresent(door -> node.putObject("door")
                        .put("kind", door.kind())
                        .put("id", door.id())
                        .put("text", door.text()));
        explanation.answer().ifPresent(answer -> node.put("answer", answer));
        explanation.stop().ifPresent(stop -> node.set("stoppedBy", step(stop)));
        probe.ifPresent(seen -> {
            ObjectNode probed = node.putObject("probe")
                    .put("verdict", seen.seen().wireName())
                    .put("sent", seen.sent());
            if (!seen.came().isEmpty()) {
                probed.put("came", seen.came());
            }
            seen.keptBy().ifPresent(who -> probed.put("keptBy", who));
            seen.agrees(explanation).ifPresent(agrees -> probed.put("agrees", agrees));
        });
        ArrayNode steps = node.putArray("steps");
        explanation.steps().forEach(step -> steps.add(step(step)));
        return node;
    }

    private static ObjectNode step(Step step) {
        ObjectNode node = JSON.createObjectNode()
                .put("part", step.part().title())
                .put("stage", step.stage())
                .put("at", step.at())
                .put("ruling", step.ruling().name().toLowerCase(Locale.ROOT))
                .put("text", step.text());
        if (!step.details().isEmpty()) {
            ArrayNode details = node.putArray("details");
            step.details().forEach(details::add);
        }
        if (!step.fixes().isEmpty()) {
            ArrayNode fixes = node.putArray("fixes");
            step.fixes().forEach(fix -> fixes.add(fix(fix)));
        }
        return node;
    }

    private static ObjectNode fix(Fix fix) {
        ObjectNode node = JSON.createObjectNode().put("text", fix.text());
        ArrayNode commands = node.putArray("commands");
        fix.commands().forEach(commands::add);
        return node;
    }
}
