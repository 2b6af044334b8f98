package dev.postern.explain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A refusal in one line, for a log. */
public final class LineRendering {
    private LineRendering() {}

    /** The line, without its end. */
    public static String of(Instant at, Explanation explanation) {
        Question question = explanation.question();
        StringBuilder line = new StringBuilder()
                .append(at.truncatedTo(ChronoUnit.MILLIS))
                .append(explanation.allowed() ? " ALLOWED " : " DENIED ")
                .append(question.action());
        if (!question.target().equals("*")) {
            line.append(' ').append(question.target());
        }
        line.append(" from ").append(question.from());
        question.caller().ifPresent(caller -> line.append(" as ").append(caller));
        explanation
                .door()
                .ifPresent(door ->
                        line.append(" by ").append(door.kind()).append(' ').append(door.id()));
        explanation
                .stop()
                .ifPresent(stop -> line.append(": ")
                        .append(stop.stage())
                        .append(stop.at().isEmpty() ? "" : " " + stop.at())
                        .append(", ")
                        .append(stop.text()));
        // Whatever a client wrote must not begin a line of its own.
        return line.toString().replaceAll("\\p{Cntrl}", " ");
    }
}
