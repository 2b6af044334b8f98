package dev.postern.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Looks for a text by which of many patterns match it. Texts that have led every pattern to the same places go on alike, so that finitely
 * many stand for all.
 */
final class PatternSearch {
    /** Steps of one pattern by one character; a second or two. */
    private static final long WORK_MAX = 100_000_000;

    /** Places that are remembered; some tens of megabytes. */
    private static final long PLACES_MAX = 10_000_000;

    private final List<Glob> patterns;
    private final int[] starts;

    /** Which pattern a place is of; places are numbered through all patterns, each with one behind its end. */
    private final int[] owners;

    private final List<Character> alphabet;
    private final Budget budget;

    /** In which step a place was reached last, so that it is noted once. */
    private final long[] reached;

    private long steps;
    private int[] found = new int[16];
    private int count;

    /** The patterns are of too many kinds to go through. */
    static final class TooComplex extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooComplex() {
            super("too many different texts", null, false, false);
        }
    }

    /** How much may be done for one question, which may take several searches. */
    static final class Budget {
        private long work;
        private long places;
    }

    /** Where a text has led the patterns: places in their order. */
    private static final class Led {
        private final int[] places;

        Led(int[] places) {
            this.places = places;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Led led && Arrays.equals(places, led.places);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(places);
        }
    }

    private PatternSearch(List<Glob> patterns, Budget budget) {
        this.patterns = patterns;
        this.budget = budget;
        this.starts = new int[patterns.size() + 1];
        Set<Character> characters = new TreeSet<>();
        for (int i = 0; i < patterns.size(); i++) {
            Glob pattern = patterns.get(i);
            starts[i + 1] = starts[i] + pattern.length() + 1;
            for (int place = 0; place < pattern.length(); place++) {
                if (!pattern.isWild(place)) {
                    characters.add(pattern.charAt(place));
                }
            }
        }
        this.owners = new int[starts[patterns.size()]];
        for (int i = 0; i < patterns.size(); i++) {
            Arrays.fill(owners, starts[i], starts[i + 1], i);
        }
        this.reached = new long[owners.length];
        this.alphabet = new ArrayList<>(characters);
        char other = ' ';
        while (characters.contains(other)) {
            other++;
        }
        alphabet.add(other); // for all characters that no pattern names
    }

    /**
     * Whether there is such a text.
     *
     * @param needed how many of the first patterns are such that one of them must match
     * @param wanted of the numbers of the patterns that match a text
     * @throws TooComplex if that cannot be found out in reasonable time
     */
    static boolean finds(List<Glob> patterns, int needed, Budget budget, Predicate<BitSet> wanted) {
        return new PatternSearch(patterns, budget).search(needed, wanted);
    }

    private boolean search(int needed, Predicate<BitSet> wanted) {
        begin();
        for (int i = 0; i < patterns.size(); i++) {
            enter(i, 0);
        }
        Led start = led();
        Set<Led> seen = new HashSet<>(Set.of(start));
        Deque<Led> open = new ArrayDeque<>(seen);
        Set<BitSet> judged = new HashSet<>();
        while (!open.isEmpty()) {
            Led state = open.removeFirst();
            BitSet matching = matching(state);
            if (judged.add(matching) && wanted.test(matching)) {
                return true;
            }
            for (char c : alphabet) {
                Led next = step(state, c);
                boolean alive = next.places.length > 0 && next.places[0] < starts[needed];
                if (alive && seen.add(next)) {
                    budget.places += next.places.length;
                    open.addLast(next);
                }
            }
            if (budget.work > WORK_MAX || budget.places > PLACES_MAX) {
                throw new TooComplex();
            }
        }
        return false;
    }

    private void begin() {
        steps++;
        count = 0;
    }

    /** Puts a pattern to a place, and where it is without another character. */
    private void enter(int pattern, int place) {
        int at = starts[pattern] + place;
        note(at);
        while (patterns.get(pattern).isStar(at - starts[pattern])) {
            at++;
            note(at);
        }
    }

    private void note(int place) {
        if (reached[place] == steps) {
            return;
        }
        reached[place] = steps;
        if (count == found.length) {
            found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = place;
    }

    private Led led() {
        int[] places = Arrays.copyOf(found, count);
        Arrays.sort(places);
        return new Led(places);
    }

    private Led step(Led state, char c) {
        begin();
        budget.work += state.places.length;
        for (int place : state.places) {
            int pattern = owners[place];
            Glob glob = patterns.get(pattern);
            int at = place - starts[pattern];
            if (glob.isStar(at)) {
                enter(pattern, at);
            } else if (at < glob.length() && (glob.isWild(at) || glob.charAt(at) == c)) {
                enter(pattern, at + 1);
            }
        }
        return led();
    }

    private BitSet matching(Led state) {
        BitSet matching = new BitSet(patterns.size());
        for (int place : state.places) {
            int pattern = owners[place];
            if (place + 1 == starts[pattern + 1]) {
                matching.set(pattern);
            }
        }
        return matching;
    }
}
