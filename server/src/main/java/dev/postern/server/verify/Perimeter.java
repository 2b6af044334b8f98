package dev.postern.server.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.explain.Explanation;
import dev.postern.explain.JsonRendering;
import dev.postern.explain.Step;
import dev.postern.model.Snapshot;
import dev.postern.server.verify.checks.Checks;
import dev.postern.server.why.Asked;
import dev.postern.server.why.CannotAnswer;
import dev.postern.server.why.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Holds perimeter files against the newest state: what each of their lines asks, and what is foretold. */
public final class Perimeter {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What stops names that nobody knows: a misspelt one would be denied, and a line that expects that would hold for no reason. */
    private static final Set<String> LOOKING_UP = Set.of("resolver", "DHCP options");

    private final Supplier<Snapshot> newest;
    private final Why why;
    private final Checks checks;

    public Perimeter(Supplier<Snapshot> newest, Why why, Checks checks) {
        this.newest = newest;
        this.why = why;
        this.checks = checks;
    }

    private record Foretold(Question question, Explanation explanation) {}

    /**
     * What a file asks, and what is foretold, for programs.
     *
     * @throws PerimeterMistake at the first thing that is wrong with it
     */
    public ObjectNode foretell(String file) {
        List<Line> lines = PerimeterFile.read(file);
        Snapshot snapshot = newest.get();
        List<ChecksFile.Placed> wanted = ChecksFile.read(file, snapshot, checks.self());
        List<Foretold> all = new ArrayList<>();
        for (Question question : Questions.of(snapshot, lines)) {
            all.add(new Foretold(question, answer(question)));
        }
        ObjectNode report = JSON.createObjectNode().put("lines", lines.size());
        ArrayNode questions = report.putArray("questions");
        all.forEach(one -> questions.add(json(one)));
        CheckReport found = new CheckReport(snapshot, why);
        wanted.forEach(one -> questions.add(found.json(one, checks.of(snapshot, one.check()))));
        return report;
    }

    /**
     * The plain pairs of a file, word for word: those who are chosen by what they have are left out.
     *
     * @throws PerimeterMistake at the first thing that is wrong with it
     */
    public static List<Pair> pairs(String file) {
        List<Pair> pairs = new ArrayList<>();
        for (Line line : PerimeterFile.read(file)) {
            for (Selector selector : line.from()) {
                if (selector instanceof Selector.Word(var _, String from)) {
                    whats(line).forEach(what -> pairs.add(new Pair(from, action(line), what, line.paper())));
                }
            }
        }
        return pairs;
    }

    /**
     * One that a file asks for.
     *
     * @param action of a request; empty for packets
     * @param what where packets go, or on what the action is
     */
    public record Pair(String from, String action, String what, boolean paper) {}

    /**
     * What is foretold of a pair.
     *
     * @param because what stops it first, or all that lets it pass
     */
    public record Judged(boolean allowed, List<String> because) {
        public Judged {
            because = List.copyOf(because);
        }
    }

    /** Foretells one; empty where it cannot be asked, as somebody is not there. */
    public Optional<Judged> judge(Pair pair) {
        boolean request = !pair.action().isEmpty();
        Asked asked = new Asked(
                pair.from(),
                request ? pair.action() : pair.what(),
                Optional.of(pair.what()).filter(_ -> request),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try {
            Explanation answer = why.answer(asked).explanation();
            List<String> because =
                    answer.stop().map(stop -> List.of(said(stop))).orElseGet(() -> letBy(answer));
            return Optional.of(new Judged(answer.allowed(), because));
        } catch (CannotAnswer e) {
            return Optional.empty();
        }
    }

    private static List<String> whats(Line line) {
        return switch (line.aim()) {
            case Line.Packets(List<Line.Goal> to) ->
                to.stream()
                        .flatMap(goal -> goal.who() instanceof Selector.Word(var _, String word)
                                ? Stream.of(word)
                                : Stream.empty())
                        .toList();
            case Line.Request(String _, List<String> on) -> on;
        };
    }

    private static String action(Line line) {
        return line.aim() instanceof Line.Request(String action, var _) ? action : "";
    }

    private Explanation answer(Question question) {
        Line line = question.line();
        try {
            Explanation answer = why.answer(question.asked()).explanation();
            boolean unknown = answer.stop()
                    .filter(stop -> stop.part() == Step.Part.NAMES && LOOKING_UP.contains(stop.stage()))
                    .isPresent();
            if (unknown && line.stoppedBy().isEmpty()) {
                throw new PerimeterMistake(
                        line.place(),
                        answer.stop().orElseThrow().text()
                                + "; where a name is to lead nowhere, say so: stopped-by: resolver");
            }
            return answer;
        } catch (CannotAnswer e) {
            throw new PerimeterMistake(line.place(), String.valueOf(e.getMessage()));
        }
    }

    private static ObjectNode json(Foretold one) {
        Question question = one.question();
        Line line = question.line();
        ObjectNode node = JSON.createObjectNode()
                .put("line", line.place().line())
                .put("column", line.place().column())
                .put("name", line.name().orElse(""))
                .put("from", question.from())
                .put("what", question.what())
                .put("expected", line.allowed() ? "allowed" : "denied")
                .put("paper", line.paper())
                .put("holds", holds(line, one.explanation()));
        line.stoppedBy().ifPresent(words -> node.put("mustBeStoppedBy", words));
        node.set("ask", asked(question.asked()));
        ObjectNode answer = JsonRendering.of(one.explanation());
        answer.remove("steps");
        node.set("answer", answer);
        if (one.explanation().allowed() && !line.allowed()) {
            ArrayNode letBy = node.putArray("letBy");
            letBy(one.explanation()).forEach(letBy::add);
        }
        return node;
    }

    /** The fields of the same question to {@code why}. */
    static ObjectNode asked(Asked asked) {
        ObjectNode node = JSON.createObjectNode().put("from", asked.from()).put("what", asked.what());
        asked.resource().ifPresent(text -> node.put("resource", text));
        asked.as().ifPresent(text -> node.put("as", text));
        asked.region().ifPresent(text -> node.put("region", text));
        asked.bucketOwner().ifPresent(text -> node.put("bucketOwner", text));
        return node;
    }

    private static boolean holds(Line line, Explanation answer) {
        return answer.allowed() == line.allowed()
                && line.stoppedBy()
                        .map(words ->
                                answer.stop().filter(stop -> isBy(stop, words)).isPresent())
                        .orElse(true);
    }

    private static boolean isBy(Step stop, String words) {
        return said(stop).toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }

    private static List<String> letBy(Explanation answer) {
        return answer.steps().stream()
                .filter(Perimeter::lets)
                .map(Perimeter::said)
                .toList();
    }

    /** Whether a step could have stopped it, had it been otherwise: on the way there, or of the request. */
    private static boolean lets(Step step) {
        return step.ruling() == Step.Ruling.PASSED
                && (step.part() == Step.Part.THERE || step.part() == Step.Part.REQUEST);
    }

    private static String said(Step step) {
        return step.stage() + (step.at().isEmpty() ? "" : " " + step.at()) + ": " + step.text();
    }
}
