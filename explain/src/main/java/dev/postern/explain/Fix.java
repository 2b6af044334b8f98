package dev.postern.explain;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The smallest change that lets pass what was stopped.
 *
 * @param text what to do, in words
 * @param commands the same for the AWS CLI: lines for a POSIX shell, in order; empty where there is none
 */
public record Fix(String text, List<String> commands) {
    public Fix {
        commands = List.copyOf(commands);
    }

    static Fix inWords(String text) {
        return new Fix(text, List.of());
    }

    /** One command from its words. */
    static Fix of(String text, List<String> words) {
        return new Fix(text, List.of(words.stream().map(Fix::quoted).collect(Collectors.joining(" "))));
    }

    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
