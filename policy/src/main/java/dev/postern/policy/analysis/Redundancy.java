package dev.postern.policy.analysis;

import dev.postern.policy.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which patterns of a list say nothing that another one of it does not say. */
final class Redundancy {
    /** Each pattern is held against each other: longer lists, which fit into hardly any policy, would take seconds. */
    private static final int CHARACTERS_MAX = 20_480;

    private Redundancy() {}

    /** @param anyCase whether the patterns are of names that are compared without case */
    static List<Spot> among(List<Spot> spots, boolean anyCase) {
        List<String> texts = spots.stream()
                .map(spot -> anyCase ? spot.text().toLowerCase(Locale.ROOT) : spot.text())
                .toList();
        if (texts.stream().mapToInt(String::length).sum() > CHARACTERS_MAX) {
            return List.of();
        }
        List<Glob> globs = texts.stream().map(Glob::of).toList();
        List<Spot> redundant = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            for (int j = 0; j < texts.size(); j++) {
                boolean same = texts.get(i).equals(texts.get(j));
                if (same ? j < i : isPattern(texts.get(j)) && globs.get(j).includes(globs.get(i))) {
                    redundant.add(spots.get(i));
                    break;
                }
            }
        }
        return redundant;
    }

    private static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }
}
