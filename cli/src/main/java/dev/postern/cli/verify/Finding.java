package dev.postern.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was found about one question of a perimeter.
 *
 * @param question as the server made it of a line, with what it foretold
 * @param probe what came of it when it was sent; missing where that was not asked for
 */
public record Finding(JsonNode question, JsonNode probe) {
    /** After how many lines of holes no more are told. */
    private static final int LINES_MAX = 80;

    /** One that is only foretold. */
    public static Finding foretold(JsonNode question) {
        return new Finding(question, MissingNode.getInstance());
    }

    /** One that was sent as far as it could be. */
    public static Finding sent(JsonNode question, JsonNode answer) {
        return new Finding(question, answer.path("probe"));
    }

    int line() {
        return question.path("line").asInt();
    }

    /** What the line is called: its name, else what it says. */
    String title() {
        String name = question.path("name").asText();
        return name.isEmpty() ? pair() + " is " + expected() : name;
    }

    String pair() {
        return isCheck() ? question.path("name").asText() : asked();
    }

    /** Whether it is about all principals, resources and networks, and not about a pair. */
    private boolean isCheck() {
        return question.has("holes");
    }

    /** How many requests were judged for a check; 0 for what is none. */
    long judged() {
        return question.path("judged").asLong();
    }

    private String asked() {
        return question.path("from").asText() + " -> " + question.path("what").asText();
    }

    private String expected() {
        return question.path("expected").asText();
    }

    /** Whether it was sent, and what came shows something. */
    boolean wasSent() {
        return !probe.isMissingNode()
                && !verdict().equals("not sent")
                && !verdict().equals("unclear");
    }

    /** Why it was not sent, or shows nothing; empty where it was not to be sent. */
    Optional<String> whyNot() {
        if (probe.isMissingNode() || wasSent()) {
            return Optional.empty();
        }
        String came = probe.path("came").asText();
        return Optional.of(came.isEmpty() ? probe.path("sent").asText() : came);
    }

    private String verdict() {
        return probe.path("verdict").asText();
    }

    /** Whether it is as the line says, on paper and by what was seen. */
    public boolean holds() {
        return question.path("holds").asBoolean() && (!wasSent() || verdict().equals(expected()));
    }

    /** What is wrong, a sentence each; none if it holds. */
    List<String> wrongs() {
        List<String> wrongs = new ArrayList<>();
        if (isCheck()) {
            holes(wrongs);
            return wrongs;
        }
        JsonNode answer = question.path("answer");
        String foretold = answer.path("verdict").asText();
        JsonNode stop = answer.path("stoppedBy");
        if (!foretold.equals(expected())) {
            String by = foretold.equals("denied")
                    ? " at the " + stop.path("stage").asText() + at(stop) + ": "
                            + stop.path("text").asText()
                    : door(answer);
            wrongs.add(pair() + " is " + foretold + by + "; it must be " + expected());
        } else if (!question.path("holds").asBoolean()) {
            wrongs.add(pair() + " is denied, but at the " + stop.path("stage").asText() + at(stop) + ": "
                    + stop.path("text").asText() + "; it must be stopped by \""
                    + question.path("mustBeStoppedBy").asText() + "\"");
        }
        if (wasSent() && !verdict().equals(expected())) {
            wrongs.add(pair() + " was really sent and " + verdict() + ": "
                    + probe.path("came").asText() + "; it must be " + expected());
        }
        return wrongs;
    }

    private void holes(List<String> wrongs) {
        int more = question.path("holes").size();
        for (JsonNode hole : question.path("holes")) {
            if (wrongs.size() >= LINES_MAX) {
                wrongs.add("and " + more + " more");
                break;
            }
            List<String> with = new ArrayList<>();
            hole.path("with").forEach(one -> with.add(one.asText()));
            wrongs.add(hole.path("who").asText() + " is allowed "
                    + hole.path("action").asText() + " on "
                    + hole.path("resource").asText() + ", from "
                    + hole.path("network").asText()
                    + (with.isEmpty() ? "" : " (" + String.join("; ", with) + ")"));
            hole.path("letBy").forEach(one -> wrongs.add("  let by " + one.asText()));
            more--;
        }
        question.path("undecided").forEach(one -> wrongs.add("not decided: " + one.asText()));
        if (wasSent() && verdict().equals("allowed")) {
            wrongs.add(question.path("ask").path("what").asText() + " on "
                    + question.path("ask").path("resource").asText() + " was really sent and allowed: "
                    + probe.path("came").asText());
        }
    }

    /** What lets pass what must not, a sentence each. */
    List<String> letBy() {
        List<String> all = new ArrayList<>();
        question.path("letBy").forEach(one -> all.add(one.asText()));
        return all;
    }

    private static String at(JsonNode stop) {
        String at = stop.path("at").asText();
        return at.isEmpty() ? "" : " " + at;
    }

    private static String door(JsonNode answer) {
        String text = answer.path("door").path("text").asText();
        return text.isEmpty() ? ": nothing stops it" : ", by " + text;
    }

    /** What would let pass what must, a sentence each with its commands. */
    List<Remedy> remedies() {
        boolean stopped = expected().equals("allowed")
                && question.path("answer").path("verdict").asText().equals("denied");
        List<Remedy> remedies = new ArrayList<>();
        if (stopped) {
            for (JsonNode fix : question.path("answer").path("stoppedBy").path("fixes")) {
                List<String> commands = new ArrayList<>();
                fix.path("commands").forEach(command -> commands.add(command.asText()));
                remedies.add(new Remedy(fix.path("text").asText(), commands));
            }
        }
        return remedies;
    }

    /** The smallest change that lets pass what was stopped. */
    record Remedy(String text, List<String> commands) {
        Remedy {
            commands = List.copyOf(commands);
        }
    }
}
