package dev.postern.cli.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * That another thing is said of a pair than before.
 *
 * @param pair {@code who -> what}
 * @param was what was said; empty if nothing was
 * @param is what is said; empty if nothing is
 */
record PerimeterChange(String pair, Optional<SavedPerimeter.Said> was, Optional<SavedPerimeter.Said> is) {
    private static final String DENIED = "denied";

    /** All of them, by their pairs. Why something is as it is, is no change of it; nor is that nobody asks any more for what was denied. */
    static List<PerimeterChange> between(SavedPerimeter old, SavedPerimeter now) {
        TreeSet<String> pairs = new TreeSet<>(old.pairs().keySet());
        pairs.addAll(now.pairs().keySet());
        return pairs.stream()
                .map(pair -> new PerimeterChange(
                        pair,
                        Optional.ofNullable(old.pairs().get(pair)),
                        Optional.ofNullable(now.pairs().get(pair))))
                .filter(change -> !verdict(change.was).equals(verdict(change.is)))
                .toList();
    }

    private static String verdict(Optional<SavedPerimeter.Said> said) {
        return said.map(SavedPerimeter.Said::verdict).orElse(DENIED);
    }

    /** What happened, and by what: a sentence each. */
    List<String> told() {
        List<String> told = new ArrayList<>();
        if (was.isEmpty() || is.isEmpty()) {
            SavedPerimeter.Said only = was.or(() -> is).orElseThrow();
            told.add(pair + (was.isEmpty() ? " is new, and " : " is not asked any more; it was ") + only.verdict());
            because(told, "", only.because());
            return told;
        }
        told.add(pair + " was " + was.get().verdict() + ", is " + is.get().verdict());
        boolean closed = is.get().verdict().equals(DENIED);
        List<String> stop = closed ? is.get().because() : was.get().because();
        List<String> before = closed ? ofSameKind(was.get().because(), stop) : stop;
        List<String> now = closed ? stop : ofSameKind(is.get().because(), stop);
        because(told, "before: ", before);
        because(told, "now: ", now);
        return told;
    }

    private static void because(List<String> told, String prefix, List<String> because) {
        because.forEach(one -> told.add("  " + prefix + one));
    }

    /** Of all that lets something pass, what is of the kind that stops it otherwise; else all of it. */
    private static List<String> ofSameKind(List<String> passed, List<String> stops) {
        List<String> kinds = stops.stream().map(PerimeterChange::kind).toList();
        List<String> same =
                passed.stream().filter(one -> kinds.contains(kind(one))).toList();
        return same.isEmpty() ? passed : same;
    }

    /** The kind of thing that decides, as {@code security group}: what is before its id. */
    private static String kind(String part) {
        String stage = part.split(":", 2)[0];
        return Arrays.stream(stage.split(" ", -1))
                .takeWhile(word -> !word.matches(".*[0-9].*"))
                .reduce((one, other) -> one + " " + other)
                .orElse("");
    }
}
