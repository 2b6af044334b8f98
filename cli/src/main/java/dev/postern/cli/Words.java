package dev.postern.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command's arguments where nothing about them is special. To read them takes next to nothing, while picocli takes longer to begin
 * than a whole answer of the cloud: a command that people run in loops asks here first, and leaves to picocli whatever is not so
 * plain, as help, abbreviations, files of arguments and mistakes.
 *
 * @param positional what is no option, in order
 * @param options name, as {@code --as}, to value
 * @param flags the options without a value that are given
 */
record Words(List<String> positional, Map<String, String> options, Set<String> flags) {
    Words {
        positional = List.copyOf(positional);
        options = Map.copyOf(options);
        flags = Set.copyOf(flags);
    }

    /**
     * Reads arguments.
     *
     * @param options the names of those that have a value
     * @param flags the names of those that have none
     * @return empty where picocli must look at them
     */
    static Optional<Words> read(List<String> arguments, Set<String> options, Set<String> flags) {
        List<String> positional = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        List<String> given = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            int equals = word.indexOf('=');
            String name = word.startsWith("--") && equals >= 0 ? word.substring(0, equals) : word;
            if (isPlain(word)) {
                positional.add(word);
            } else if (flags.contains(word) && !given.contains(word)) {
                given.add(word);
            } else if (options.contains(name) && !values.containsKey(name)) {
                String value = equals >= 0 ? word.substring(equals + 1) : next(arguments, ++i);
                if (!isPlain(value)) {
                    return Optional.empty();
                }
                values.put(name, value);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new Words(positional, values, Set.copyOf(given)));
    }

    @Nullable
    String option(String name) {
        return options.get(name);
    }

    /** The positional argument at a place, from 0. */
    @Nullable
    String at(int index) {
        return index < positional.size() ? positional.get(index) : null;
    }

    private static String next(List<String> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    private static boolean isPlain(String word) {
        return !word.isEmpty() && word.charAt(0) != '-' && word.charAt(0) != '@';
    }
}
