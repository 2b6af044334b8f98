package dev.postern.services.ec2.call;

/** The patterns of filter values: {@code *} for any characters, {@code ?} for one, a backslash to mean them literally. */
final class Wildcard {
    private Wildcard() {}

    /** Whether a text matches; takes time proportional to the product of the lengths at worst. */
    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            char symbol = p < pattern.length() ? pattern.charAt(p) : 0;
            if (p < pattern.length() && symbol == '*') {
                star = p++;
                resume = t;
                continue;
            }
            boolean escaped = symbol == '\\' && p + 1 < pattern.length();
            char literal = escaped ? pattern.charAt(p + 1) : symbol;
            if (p < pattern.length() && ((!escaped && symbol == '?') || literal == text.charAt(t))) {
                p += escaped ? 2 : 1;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
