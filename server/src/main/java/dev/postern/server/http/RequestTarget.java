package dev.postern.server.http;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request line asks for.
 *
 * @param authority the host and port of a URL; it counts, not the Host field (RFC 9112, 3.2.2). Empty where the line has a
 *     path only
 * @param path raw; begins with a slash
 * @param query raw, without its question mark; may be empty
 */
record RequestTarget(Optional<String> authority, String path, String query) {
    private static final Pattern URL = Pattern.compile("(?i:https?)://([^/?#]*)(.*)");
    private static final Pattern LITERAL_V6 = Pattern.compile("\\[[0-9A-Fa-f:.]+]");
    private static final int PORT_DIGITS_MAX = 5;

    /** The target, if it is one that can be served. */
    static Optional<RequestTarget> find(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) == 0x7f) {
                return Optional.empty();
            }
        }
        if (text.startsWith("/")) {
            return Optional.of(split(Optional.empty(), text));
        }
        var url = URL.matcher(text);
        if (!url.matches() || url.group(1).isEmpty() || !isAuthority(url.group(1))) {
            return Optional.empty();
        }
        String rest = url.group(2);
        return Optional.of(split(Optional.of(url.group(1)), rest.startsWith("/") ? rest : "/" + rest));
    }

    private static RequestTarget split(Optional<String> authority, String text) {
        int question = text.indexOf('?');
        return new RequestTarget(
                authority,
                question < 0 ? text : text.substring(0, question),
                question < 0 ? "" : text.substring(question + 1));
    }

    /** Whether a text is a host with or without a port, and nothing else; a host may be empty. */
    static boolean isAuthority(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']') + 1;
            return LITERAL_V6.matcher(text.substring(0, end)).matches() && isPort(text, end);
        }
        int i = 0;
        while (i < text.length() && isOfName(text.charAt(i))) {
            i++;
        }
        return isPort(text, i);
    }

    private static boolean isOfName(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a text ends at a place, or goes on there with a colon and at most five digits. */
    private static boolean isPort(String text, int from) {
        if (from == text.length()) {
            return true;
        }
        boolean port = text.charAt(from) == ':' && text.length() <= from + 1 + PORT_DIGITS_MAX;
        for (int i = from + 1; i < text.length(); i++) {
            port &= isDigit(text.charAt(i));
        }
        return port;
    }
}
