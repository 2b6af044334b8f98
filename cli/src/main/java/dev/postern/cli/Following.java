package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tells what a control has kept, each thing once, and goes on with what comes. */
final class Following {
    private Following() {}

    /**
     * Asks for what there is; and, where that is wanted, for what comes after it, until it is interrupted.
     *
     * @param fields of the question, each time
     * @param told gets each answer
     */
    static void of(Control control, String path, Map<String, String> fields, boolean follow, Consumer<JsonNode> told) {
        long after = 0;
        boolean waits = false;
        do {
            Map<String, String> question = new HashMap<>(fields);
            question.put("after", Long.toString(after));
            question.put("wait", Boolean.toString(waits));
            JsonNode answer = control.post(path, question);
            told.accept(answer);
            System.out.flush();
            after = answer.path("newest").asLong();
            waits = true;
        } while (follow);
    }
}
