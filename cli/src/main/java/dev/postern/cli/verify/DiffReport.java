package dev.postern.cli.verify;

import java.util.List;

/**
 * How two perimeter files differ, for people.
 *
 * @param text a paragraph for each pair of which another thing is said, and a line of totals
 * @param same whether they say the same of every pair, and check the same
 */
public record DiffReport(String text, boolean same) {
    /** Of an older file and a newer one. */
    public static DiffReport of(SavedPerimeter old, SavedPerimeter now) {
        List<PerimeterChange> changes = PerimeterChange.between(old, now);
        StringBuilder text = new StringBuilder();
        changes.forEach(
                change -> change.told().forEach(line -> text.append(line).append('\n')));
        boolean sameChecks = old.checks().equals(now.checks());
        if (!sameChecks) {
            text.append("the checks are others: hold the newer file against the cloud to see what they find\n");
        }
        text.append("%d of %d pairs changed\n"
                .formatted(
                        changes.size(), Math.max(old.pairs().size(), now.pairs().size())));
        return new DiffReport(text.toString(), changes.isEmpty() && sameChecks);
    }
}
