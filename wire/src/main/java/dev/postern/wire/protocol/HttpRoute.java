package dev.postern.wire.protocol;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The method and path by which a REST service's operation is asked for.
 *
 * @param segments of the path, those of members in braces
 * @param status of the answer
 */
record HttpRoute(String operation, String method, List<String> segments, int status) {
    /**
     * A route as a service's model has it.
     *
     * @param text {@code POST /2013-04-01/hostedzone/{Id} 200}
     */
    static HttpRoute parse(String operation, String text) {
        String[] words = text.split(" ", -1);
        return new HttpRoute(operation, words[0], segments(words[1]), Integer.parseInt(words[2]));
    }

    boolean matches(String otherMethod, String path) {
        List<String> other = segments(path);
        if (!method.equals(otherMethod) || other.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < other.size(); i++) {
            if (!isMember(segments.get(i)) && !segments.get(i).equals(other.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The members that a path says, by their names on the wire. */
    Map<String, String> members(String path) {
        Map<String, String> members = new HashMap<>();
        List<String> said = segments(path);
        for (int i = 0; i < segments.size(); i++) {
            String name = segments.get(i);
            if (isMember(name)) {
                members.put(name.substring(1, name.length() - 1), decoded(said.get(i)));
            }
        }
        return members;
    }

    private static boolean isMember(String segment) {
        return segment.startsWith("{");
    }

    /** A final slash does not matter. */
    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
        segments.removeFirst();
        if (!segments.isEmpty() && segments.getLast().isEmpty()) {
            segments.removeLast();
        }
        return List.copyOf(segments);
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
