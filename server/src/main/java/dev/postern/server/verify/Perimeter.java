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
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Holds perimeter files against the newest state: what each of their lines asks, and what is foretold. */
public final class Perimeter {
    /** How many pairs a file may ask for. */
    public static final int PAIRS_MAX = Questions.QUESTIONS_MAX;

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

    /**
     * What a file asks, and what is foretold, for programs, in its order; what was given before a mistake was found is void.
     *
     * @throws PerimeterMistake at the first thing that is wrong with it
     */
    public void foretell(String file, Consumer<ObjectNode> each) {
        List<Line> lines = PerimeterFile.read(file);
        Snapshot snapshot = newest.get();
        List<ChecksFile.Placed> wanted = ChecksFile.read(file, snapshot, checks.self());
        // One at a time: all that is told of thousands would not be in memory at once.
        Questions.of(snapshot, lines).forEach(question -> each.accept(json(question, answer(question))));
        CheckReport found = new CheckReport(snapshot, why);
        wanted.forEach(one -> each.accept(found.json(one, checks.of(snapshot, one.check()))));
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
                    whats(line)
                            .forEach(what -> pairs.add(new Pair(
                                    from,
                                    action(line),
                                    what,
                                    new How(line.as(), line.region(), line.bucketOwner()),
                                    line.paper())));
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
     * @param how of a request, what else is said
     */
    public record Pair(String from, String action, String what, How how, boolean paper) {}

    /**
     * What can be said of a request beside who, what and on what.
     *
     * @param as another caller
     * @param region where it is asked, if that is not where it would be anyhow
     * @param bucketOwner whose the bucket is, if it is not the caller's
     */
    public record How(Optional<String> as, Optional<String> region, Optional<String> bucketOwner) {
        public static final How PLAIN = new How(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What comes of foretelling a pair. */
    public sealed interface Verdict {}

    /**
     * What is foretold of a pair.
     *
     * @param because what stops it first, or all that lets it pass
     * @param unresolved who does not know its name, where it is that what stops it: a line must say so
     */
    public record Judged(boolean allowed, List<String> because, Optional<String> unresolved) implements Verdict {
        public Judged {
            because = List.copyOf(because);
        }
    }

    /** It cannot be asked, as somebody is not there. */
    public record Unasked(String why) implements Verdict {}

    /** Foretells one. */
    public Verdict judge(Pair pair) {
        boolean request = !pair.action().isEmpty();
        Asked asked = new Asked(
                pair.from(),
                request ? pair.action() : pair.what(),
                Optional.of(pair.what()).filter(_ -> request),
                pair.how().as(),
                pair.how().region(),
                pair.how().bucketOwner(),
                Optional.empty());
        try {
            Explanation answer = why.answer(asked).explanation();
            List<String> because =
                    answer.stop().map(stop -> List.of(said(stop))).orElseGet(() -> letBy(answer));
            return new Judged(answer.allowed(), because, unresolved(answer));
        } catch (CannotAnswer e) {
            return new Unasked(String.valueOf(e.getMessage()));
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
            if (unresolved(answer).isPresent() && line.stoppedBy().isEmpty()) {
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

    private static Optional<String> unresolved(Explanation answer) {
        return answer.stop()
                .filter(stop -> stop.part() == Step.Part.NAMES && LOOKING_UP.contains(stop.stage()))
                .map(Step::stage);
    }

    private static ObjectNode json(Question question, Explanation explanation) {
        Line line = question.line();
        ObjectNode node = JSON.createObjectNode()
                .put("line", line.place().line())
                .put("column", line.place().column())
                .put("name", line.name().orElse(""))
                .put("from", question.from())
                .put("what", question.what())
                .put("expected", line.allowed() ? "allowed" : "denied")
                .put("paper", line.paper())
                .put("holds", holds(line, explanation));
        line.stoppedBy().ifPresent(words -> node.put("mustBeStoppedBy", words));
        node.set("ask", asked(question.asked()));
        ObjectNode answer = JsonRendering.of(explanation);
        answer.remove(List.of("steps", "question"));
        if (holds(line, explanation) && answer.get("stoppedBy") instanceof ObjectNode stop) {
            // Nobody needs to mend it.
            stop.remove(List.of("details", "fixes"));
        }
        node.set("answer", answer);
        if (explanation.allowed() && !line.allowed()) {
            ArrayNode letBy = node.putArray("letBy");
            letBy(explanation).forEach(letBy::add);
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
