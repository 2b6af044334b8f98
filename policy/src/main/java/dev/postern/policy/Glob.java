package dev.postern.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A compiled pattern: {@code *} stands for any text, {@code ?} for one character.
 *
 * <p>Matching remembers only the last star, so that its cost is at most pattern times text, whatever the pattern: no
 * policy can make a request slow.
 */
public final class Glob {
    private static final char ANY_TEXT = '*';
    private static final char ANY_CHARACTER = '?';

    private final char[] characters;
    /** Whether the character at the same place is a wildcard rather than itself. */
    private final boolean[] wild;

    /** What each text that matches begins with: most patterns are that alone, or that and a star. */
    private final String start;

    private final Rest rest;

    /** What comes after the start. */
    private enum Rest {
        NOTHING,
        ANYTHING,
        PATTERN
    }

    private Glob(char[] characters, boolean[] wild) {
        this.characters = characters;
        this.wild = wild;
        int plain = 0;
        while (plain < characters.length && !wild[plain]) {
            plain++;
        }
        this.start = new String(characters, 0, plain);
        this.rest = plain == characters.length
                ? Rest.NOTHING
                : plain == characters.length - 1 && characters[plain] == ANY_TEXT ? Rest.ANYTHING : Rest.PATTERN;
    }

    /** A pattern in which every star and question mark is a wildcard. */
    public static Glob of(String pattern) {
        return new Builder().pattern(pattern).build();
    }

    /** A pattern for names that are compared without case; match lower-case text with it. */
    public static Glob ofLowerCase(String pattern) {
        return of(pattern.toLowerCase(Locale.ROOT));
    }

    public boolean matches(String text) {
        return switch (rest) {
            case NOTHING -> text.equals(start);
            case ANYTHING -> text.startsWith(start);
            case PATTERN -> text.startsWith(start) && matchesRest(text);
        };
    }

    private boolean matchesRest(String text) {
        int at = start.length();
        int place = at;
        int star = -1;
        int starText = 0;
        while (at < text.length()) {
            if (place < characters.length && wild[place] && characters[place] == ANY_TEXT) {
                star = place++;
                starText = at;
            } else if (place < characters.length && matchesOne(place, text.charAt(at))) {
                place++;
                at++;
            } else if (star >= 0) {
                place = star + 1;
                at = ++starText;
            } else {
                return false;
            }
        }
        while (place < characters.length && wild[place] && characters[place] == ANY_TEXT) {
            place++;
        }
        return place == characters.length;
    }

    /** With what each text begins that matches. */
    String start() {
        return start;
    }

    /** Whether some text matches both patterns. */
    public boolean overlaps(Glob other) {
        return pairs(other, true);
    }

    /** Whether what the other pattern matches this one matches too. It may say no of patterns that stars and question marks in a row tell apart. */
    public boolean includes(Glob other) {
        return pairs(other, false);
    }

    /**
     * Walks both patterns from their ends: what is left of one goes with what is left of the other, or does not.
     *
     * @param both whether the wildcards of the other pattern may stand for what is here; else only wildcards take them
     */
    private boolean pairs(Glob other, boolean both) {
        boolean[] below = new boolean[other.characters.length + 1];
        for (int place = characters.length; place >= 0; place--) {
            boolean[] row = new boolean[below.length];
            for (int theirs = other.characters.length; theirs >= 0; theirs--) {
                boolean end = theirs == other.characters.length;
                if (isStar(place)) {
                    row[theirs] = below[theirs] || (!end && row[theirs + 1]);
                } else if (other.isStar(theirs)) {
                    row[theirs] = both && (row[theirs + 1] || (place < characters.length && below[theirs]));
                } else if (place < characters.length && !end) {
                    row[theirs] = below[theirs + 1] && takes(place, other, theirs, both);
                } else {
                    row[theirs] = place == characters.length && end;
                }
            }
            below = row;
        }
        return below[0];
    }

    int length() {
        return characters.length;
    }

    char charAt(int place) {
        return characters[place];
    }

    /** Whether a place stands for any character, or any text. */
    boolean isWild(int place) {
        return wild[place];
    }

    boolean isStar(int place) {
        return place < characters.length && wild[place] && characters[place] == ANY_TEXT;
    }

    private boolean takes(int place, Glob other, int theirs, boolean both) {
        return wild[place] || (other.wild[theirs] ? both : characters[place] == other.characters[theirs]);
    }

    private boolean matchesOne(int place, char c) {
        return wild[place] ? characters[place] == ANY_CHARACTER : characters[place] == c;
    }

    /** The pattern's parts between separators; the last one keeps the rest when there are more than the limit. */
    List<Glob> split(char separator, int limit) {
        List<Glob> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < characters.length && parts.size() < limit - 1; i++) {
            if (characters[i] == separator) {
                parts.add(part(from, i));
                from = i + 1;
            }
        }
        parts.add(part(from, characters.length));
        return List.copyOf(parts);
    }

    private Glob part(int from, int to) {
        return new Glob(Arrays.copyOfRange(characters, from, to), Arrays.copyOfRange(wild, from, to));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob
                && Arrays.equals(characters, glob.characters)
                && Arrays.equals(wild, glob.wild);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(characters);
    }

    @Override
    public String toString() {
        return new String(characters);
    }

    /** Puts a pattern together from parts that are patterns and parts that stand for themselves. */
    static final class Builder {
        private final StringBuilder characters = new StringBuilder();
        private final BitSet wild = new BitSet();

        Builder pattern(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                wild.set(characters.length(), c == ANY_TEXT || c == ANY_CHARACTER);
                characters.append(c);
            }
            return this;
        }

        Builder literal(String text) {
            characters.append(text);
            return this;
        }

        Glob build() {
            boolean[] flags = new boolean[characters.length()];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = wild.get(i);
            }
            return new Glob(characters.toString().toCharArray(), flags);
        }
    }
}
