package dev.postern.services.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Keys and names as URLs have them. */
final class UrlText {
    private UrlText() {}

    /** A value of a query, or one piece of a path. */
    static String piece(String text) {
        return form(text).replace("+", "%20");
    }

    /** A key as a path: its slashes stay. */
    static String path(String key) {
        return piece(key).replace("%2F", "/");
    }

    /** A key as lists and events tell it: its slashes stay, and a space is a plus sign. */
    static String told(String key) {
        return form(key).replace("%2F", "/");
    }

    private static String form(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
