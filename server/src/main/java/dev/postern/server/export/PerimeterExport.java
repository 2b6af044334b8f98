package dev.postern.server.export;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.postern.model.Snapshot;
import dev.postern.server.verify.Perimeter;
import dev.postern.server.verify.Perimeter.How;
import dev.postern.server.verify.Perimeter.Judged;
import dev.postern.server.verify.Perimeter.Pair;
import dev.postern.server.verify.Perimeter.Unasked;
import dev.postern.server.verify.Perimeter.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the perimeter file of what is reachable in a state; two of the same state are equal. */
public final class PerimeterExport {
    private PerimeterExport() {}

    /** What lines have in common that are written as one. */
    private record Alike(String from, String action, How how, boolean paper, Judged judged) {}

    /**
     * The file. What it cannot say is listed in comments at its end.
     *
     * @param earlier what is asked beside what there is: the pairs of a file with which this one will be compared
     * @param judge foretells a pair, as {@link Perimeter#judge} does
     * @throws IllegalArgumentException if no instance runs: there is nobody to ask for
     */
    public static String of(Snapshot snapshot, List<Pair> earlier, Function<Pair, Verdict> judge) {
        Candidates candidates = new Candidates(snapshot);
        List<Pair> pairs = Stream.concat(
                        candidates.all().stream(), earlier.stream().filter(candidates::canBeAsked))
                .distinct()
                .toList();
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to export: no instance runs");
        }
        List<String> unsaid = new ArrayList<>(Unsaid.of(snapshot, candidates));
        Map<Alike, List<String>> lines = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            switch (judge.apply(pair)) {
                case Judged judged ->
                    lines.computeIfAbsent(
                                    new Alike(pair.from(), pair.action(), pair.how(), pair.paper(), judged),
                                    _ -> new ArrayList<>())
                            .add(pair.what());
                case Unasked(String why) -> unsaid.add(said(pair) + ", which cannot be asked: " + why);
            }
        }
        earlier.stream()
                .filter(pair -> !candidates.canBeAsked(pair))
                .distinct()
                .forEach(pair -> unsaid.add(said(pair) + ", of which somebody is not there any more"));
        int asked = lines.values().stream().mapToInt(List::size).sum();
        if (asked > Perimeter.PAIRS_MAX) {
            unsaid.add("whether all of this holds: verify takes " + Perimeter.PAIRS_MAX
                    + " questions at once, and these are " + asked + "; give it parts of the file");
        }
        StringBuilder file =
                new StringBuilder("# What was reachable: made by ./postern export perimeter\nperimeter:\n");
        lines.forEach((alike, what) -> file.append(line(alike, what)));
        file.append("# Not said here:\n");
        unsaid.forEach(
                one -> file.append("# - ").append(one.replaceAll("\\R", " ")).append('\n'));
        return file.toString();
    }

    private static String said(Pair pair) {
        return pair.from() + " -> " + (pair.action().isEmpty() ? "" : pair.action() + " on ") + pair.what();
    }

    private static String line(Alike alike, List<String> what) {
        StringBuilder line = new StringBuilder("  - from: ").append(quoted(alike.from()));
        if (alike.action().isEmpty()) {
            line.append("\n    to: ");
        } else {
            line.append("\n    action: ").append(quoted(alike.action())).append("\n    on: ");
        }
        line.append(quoted(what));
        alike.how().as().ifPresent(as -> line.append("\n    as: ").append(quoted(as)));
        alike.how().region().ifPresent(region -> line.append("\n    region: ").append(quoted(region)));
        alike.how()
                .bucketOwner()
                .ifPresent(owner -> line.append("\n    bucket-owner: ").append(quoted(owner)));
        line.append("\n    expect: ").append(alike.judged().allowed() ? "allowed" : "denied");
        alike.judged()
                .unresolved()
                .ifPresent(by -> line.append("\n    stopped-by: ").append(quoted(by)));
        if (alike.paper()) {
            line.append("\n    paper: true");
        }
        if (!alike.judged().because().isEmpty()) {
            line.append("\n    because: ").append(quoted(alike.judged().because()));
        }
        return line.append('\n').toString();
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(PerimeterExport::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** As JSON has it, which YAML reads too. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
