package dev.postern.cli.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * How two perimeter files differ.
 *
 * @param text for people: a paragraph for each pair of which another thing is said, and a line of totals
 * @param unchanged the pairs of which both say the same, or that were denied and are not asked any more
 * @param failures what changed
 */
public record DiffReport(String text, List<String> unchanged, List<Failure> failures) {
    private static final String CHECKS =
            "the checks are others: hold the newer file against the cloud to see what they find";

    public DiffReport {
        unchanged = List.copyOf(unchanged);
        failures = List.copyOf(failures);
    }

    /**
     * A pair of which another thing is said, or the checks.
     *
     * @param name of the pair
     * @param told what happened, and by what: a sentence each
     */
    record Failure(String name, List<String> told) {
        Failure {
            told = List.copyOf(told);
        }
    }

    /** Of an older file and a newer one. */
    public static DiffReport of(SavedPerimeter old, SavedPerimeter now) {
        List<PerimeterChange> changes = PerimeterChange.between(old, now);
        List<Failure> failures = new ArrayList<>();
        changes.forEach(change -> failures.add(new Failure(change.pair(), change.told())));
        if (!old.checks().equals(now.checks())) {
            failures.add(new Failure("checks", List.of(CHECKS)));
        }
        TreeSet<String> unchanged = new TreeSet<>(old.pairs().keySet());
        unchanged.addAll(now.pairs().keySet());
        changes.forEach(change -> unchanged.remove(change.pair()));
        StringBuilder text = new StringBuilder();
        failures.stream()
                .flatMap(failure -> failure.told().stream())
                .forEach(line -> text.append(line).append('\n'));
        text.append("%d of %d pairs changed\n"
                .formatted(
                        changes.size(), Math.max(old.pairs().size(), now.pairs().size())));
        return new DiffReport(text.toString(), List.copyOf(unchanged), failures);
    }

    /** Whether they say the same of every pair, and check the same. */
    public boolean same() {
        return failures.isEmpty();
    }

    int cases() {
        return unchanged.size() + failures.size();
    }
}
