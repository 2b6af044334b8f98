package dev.postern.server.export;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.postern.model.Snapshot;
import dev.postern.server.verify.Perimeter;
import dev.postern.server.verify.Perimeter.Judged;
import dev.postern.server.verify.Perimeter.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the perimeter file of what is reachable in a state; two of the same state are equal. */
public final class PerimeterExport {
    private PerimeterExport() {}

    /** What lines have in common that are written as one. */
    private record Alike(String from, String action, boolean paper, boolean allowed, List<String> because) {
        Alike {
            because = List.copyOf(because);
        }
    }

    /**
     * The file.
     *
     * @param earlier what is asked beside what there is: the pairs of a file with which this one will be compared
     * @param judge foretells a pair, where it can be asked, as {@link Perimeter#judge} does
     * @throws IllegalArgumentException if no instance runs: there is nobody to ask for
     */
    public static String of(Snapshot snapshot, List<Pair> earlier, Function<Pair, Optional<Judged>> judge) {
        Candidates candidates = new Candidates(snapshot);
        List<Pair> pairs = Stream.concat(candidates.all().stream(), candidates.like(earlier).stream())
                .distinct()
                .toList();
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to export: no instance runs");
        }
        Map<Alike, List<String>> lines = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            judge.apply(pair)
                    .map(judged ->
                            new Alike(pair.from(), pair.action(), pair.paper(), judged.allowed(), judged.because()))
                    .ifPresent(alike ->
                            lines.computeIfAbsent(alike, _ -> new ArrayList<>()).add(pair.what()));
        }
        StringBuilder file =
                new StringBuilder("# What was reachable: made by ./postern export perimeter\nperimeter:\n");
        lines.forEach((alike, what) -> file.append(line(alike, what)));
        return file.toString();
    }

    private static String line(Alike alike, List<String> what) {
        StringBuilder line = new StringBuilder("  - from: ").append(quoted(alike.from()));
        if (alike.action().isEmpty()) {
            line.append("\n    to: ");
        } else {
            line.append("\n    action: ").append(quoted(alike.action())).append("\n    on: ");
        }
        line.append(quoted(what));
        line.append("\n    expect: ").append(alike.allowed() ? "allowed" : "denied");
        if (alike.paper()) {
            line.append("\n    paper: true");
        }
        if (!alike.because().isEmpty()) {
            line.append("\n    because: ").append(quoted(alike.because()));
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
