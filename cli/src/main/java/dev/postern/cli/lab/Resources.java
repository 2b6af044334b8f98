package dev.postern.cli.lab;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ids of what the lab has made, by the lab's own names, and their place in commands: {@code {vpc}}. */
final class Resources {
    private static final Pattern NAME = Pattern.compile("\\{([a-z][a-z-]*)}");

    private final Map<String, String> ids = new HashMap<>();

    void put(String name, String id) {
        ids.put(name, id);
    }

    String get(String name) {
        String id = ids.get(name);
        if (id == null) {
            throw new IllegalStateException("the lab has not made " + name);
        }
        return id;
    }

    /** The command with the ids in place of the names. */
    String fill(String command) {
        return NAME.matcher(command).replaceAll(match -> Matcher.quoteReplacement(get(match.group(1))));
    }
}
