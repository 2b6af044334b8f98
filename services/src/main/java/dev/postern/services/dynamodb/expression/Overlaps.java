package dev.postern.services.dynamodb.expression;

import dev.postern.services.dynamodb.expression.Problems.Kind;
import java.util.ArrayList;
import java.util.List;

/** The paths of an expression, of which none may be another or lead below it. */
final class Overlaps {
    private final Problems problems;
    private final List<Path> paths = new ArrayList<>();

    Overlaps(Problems problems) {
        this.problems = problems;
    }

    void add(Path path) {
        for (Path known : paths) {
            check(known, path);
        }
        paths.add(path);
    }

    List<Path> paths() {
        return List.copyOf(paths);
    }

    private void check(Path one, Path other) {
        int common = Math.min(one.steps().size(), other.steps().size());
        for (int i = 0; i < common; i++) {
            Path.Step step = one.steps().get(i);
            Path.Step otherStep = other.steps().get(i);
            if (step instanceof Path.Step.Name != otherStep instanceof Path.Step.Name) {
                problems.note(Kind.CONFLICT, "Two document paths conflict with each other;" + which(one, other));
                return;
            }
            if (!step.equals(otherStep)) {
                return;
            }
        }
        problems.note(Kind.OVERLAP, "Two document paths overlap with each other;" + which(one, other));
    }

    private static String which(Path one, Path other) {
        return " must remove or rewrite one of these paths; path one: " + one + ", path two: " + other;
    }
}
