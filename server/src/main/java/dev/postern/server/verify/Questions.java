package dev.postern.server.verify;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.s3.Bucket;
import dev.postern.server.verify.Line.Goal;
import dev.postern.server.why.Asked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the lines of a perimeter ask of a cloud: one question for each pair of who and what. */
final class Questions {
    /** Each pair of who and what is one. */
    static final int QUESTIONS_MAX = 20_000;

    private static final String S3 = "s3://";
    private static final String BUCKET_ARN = "arn:aws:s3:::";

    private final Snapshot snapshot;
    private final Instances instances;
    private final List<Question> all = new ArrayList<>();

    /** By what is asked, the question that asked it first. */
    private final Map<Asked, Question> first = new HashMap<>();

    private Questions(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.instances = new Instances(snapshot);
    }

    /**
     * All of them, in the order of the lines.
     *
     * @throws PerimeterMistake where somebody is not there, or a line contradicts one before it
     */
    static List<Question> of(Snapshot snapshot, List<Line> lines) {
        Questions questions = new Questions(snapshot);
        lines.forEach(questions::add);
        return questions.all;
    }

    private void add(Line line) {
        int before = all.size();
        for (Selector selector : line.from()) {
            for (Asker from : askers(selector)) {
                switch (line.aim()) {
                    case Line.Packets(List<Goal> to) -> to.forEach(goal -> packets(line, from, goal));
                    case Line.Request(String action, List<String> on) -> requests(line, from, action, on);
                }
            }
        }
        if (all.size() == before) {
            throw new PerimeterMistake(
                    line.place(), "nobody is left to ask: what is to be reached is all that may ask");
        }
    }

    /**
     * Who asks.
     *
     * @param word for {@code why}
     * @param shown for people
     */
    private record Asker(String word, String shown, Optional<Instance> instance) {}

    private List<Asker> askers(Selector selector) {
        return switch (selector) {
            case Selector.Word(Place _, String word)
            when word.equals("internet") || word.equals("host") -> List.of(new Asker(word, word, Optional.empty()));
            case Selector.Word(Place place, String word) -> List.of(asker(instances.named(place, word)));
            case Selector.Chosen chosen ->
                instances.chosen(chosen).stream().map(Questions::asker).toList();
        };
    }

    private static Asker asker(Instance instance) {
        return new Asker(instance.id().value(), Instances.shown(instance), Optional.of(instance));
    }

    private void packets(Line line, Asker from, Goal goal) {
        switch (goal.who()) {
            case Selector.Word(Place place, String where) -> {
                instances.checkHost(place, where);
                ask(line, from, where, asked(line, from, where, Optional.empty()));
            }
            case Selector.Chosen chosen ->
                instances.chosen(chosen).stream()
                        .filter(instance ->
                                from.instance().filter(instance::equals).isEmpty())
                        .forEach(instance -> {
                            String port = (goal.port().equals("icmp") ? "/" : ":") + goal.port();
                            ask(
                                    line,
                                    from,
                                    Instances.shown(instance) + port,
                                    asked(line, from, instance.id().value() + port, Optional.empty()));
                        });
        }
    }

    private void requests(Line line, Asker from, String action, List<String> on) {
        if (on.isEmpty()) {
            ask(line, from, action, asked(line, from, action, Optional.empty()));
        }
        for (String resource : on) {
            checkBucket(line.place(), resource);
            ask(line, from, action + " on " + resource, asked(line, from, action, Optional.of(resource)));
        }
    }

    /** A bucket that is not there is refused to everybody: a line that expects that would hold for no reason. */
    private void checkBucket(Place place, String resource) {
        String rest = resource.startsWith(S3)
                ? resource.substring(S3.length())
                : resource.startsWith(BUCKET_ARN) ? resource.substring(BUCKET_ARN.length()) : "";
        String bucket = rest.substring(0, rest.indexOf('/') < 0 ? rest.length() : rest.indexOf('/'));
        List<String> known =
                snapshot.all(Bucket.class).stream().map(Bucket::name).toList();
        if (!bucket.isEmpty() && bucket.indexOf('*') < 0 && !known.contains(bucket)) {
            throw new PerimeterMistake(place, "there is no bucket " + bucket + Meant.among(bucket, known));
        }
    }

    private static Asked asked(Line line, Asker from, String what, Optional<String> resource) {
        return new Asked(from.word(), what, resource, line.as(), line.region(), line.bucketOwner(), Optional.empty());
    }

    private void ask(Line line, Asker from, String what, Asked asked) {
        if (all.size() == QUESTIONS_MAX) {
            throw new PerimeterMistake(
                    line.place(),
                    "by here the file asks more than " + QUESTIONS_MAX + " questions: choose fewer pairs");
        }
        Question question = new Question(line, from.shown(), what, asked);
        Question other = first.putIfAbsent(asked, question);
        if (other != null && other.line().allowed() != line.allowed()) {
            throw new PerimeterMistake(
                    line.place(),
                    "that " + from.shown() + " -> " + what + " is " + (line.allowed() ? "allowed" : "denied")
                            + " contradicts the line at " + other.line().place());
        }
        all.add(question);
    }
}
