package dev.postern.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.cli.Control;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code ./postern why} must foretell of a step.
 *
 * @param question as it is typed: FROM WHAT [RESOURCE] [--as WHO]
 */
record Foretold(boolean allowed, String question) {
    /** Asks the cloud, by its control port. */
    JsonNode ask(Control control) {
        Map<String, String> asked = new LinkedHashMap<>();
        List<String> words = new ArrayList<>(List.of(question.split(" ", -1)));
        int as = words.indexOf("--as");
        if (as >= 0) {
            asked.put("as", words.get(as + 1));
            words = words.subList(0, as);
        }
        asked.put("from", words.get(0));
        asked.put("what", words.get(1));
        if (words.size() > 2) {
            asked.put("resource", words.get(2));
        }
        return control.post("/_postern/why", asked);
    }

    /** What is wrong, if the answer is another one. */
    Optional<String> mismatch(JsonNode answer) {
        String verdict = answer.path("verdict").asText();
        String expected = allowed ? "allowed" : "denied";
        return verdict.equals(expected)
                ? Optional.empty()
                : Optional.of("why " + question + " says " + verdict + ", and it is " + expected);
    }

    /** The answer as lines. */
    static List<String> lines(JsonNode answer) {
        JsonNode stop = answer.path("stoppedBy");
        if (stop.isMissingNode()) {
            return List.of("ALLOWED, by " + answer.path("door").path("text").asText());
        }
        List<String> lines = new ArrayList<>();
        String at = stop.path("at").asText();
        lines.add("DENIED: " + stop.path("stage").asText() + (at.isEmpty() ? "" : " " + at) + ": "
                + stop.path("text").asText());
        stop.path("details").forEach(detail -> lines.add("  " + detail.asText()));
        stop.path("fixes")
                .forEach(fix -> lines.add("  would let it: " + fix.path("text").asText()));
        return lines;
    }
}
