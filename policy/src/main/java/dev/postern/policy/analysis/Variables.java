package dev.postern.policy.analysis;

/**
 * Whether the variables in a value are written as they must be.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Variables and tags</a>
 */
final class Variables {
    private static final String OPEN = "${";

    private Variables() {}

    static boolean isIn(String text) {
        int open = text.indexOf(OPEN);
        return open >= 0 && text.indexOf('}', open) > 0;
    }

    /** The first variable in a text that has one. */
    static String first(String text) {
        int open = text.indexOf(OPEN);
        return text.substring(open, text.indexOf('}', open) + 1);
    }

    /** A text whose variables are stars, each as a wildcard may be: what they say splits nothing. */
    static String asStars(String text) {
        return text.replaceAll("\\$\\{[^}]*\\}", "*");
    }

    static void check(boolean supported, Spot spot, Findings findings) {
        String text = spot.text();
        if (!supported) {
            if (isIn(text)) {
                findings.add(Issue.VARIABLE_UNSUPPORTED_IN_VERSION, spot);
            }
            return;
        }
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, open + 2)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                findings.add(Issue.MISSING_BRACE_IN_VARIABLE, spot);
                return;
            }
            check(text.substring(open + 2, close), spot, findings);
        }
    }

    /** The name of a tag, behind a slash, may have spaces. */
    private static void check(String inside, Spot spot, Findings findings) {
        if (inside.isBlank()) {
            findings.add(Issue.EMPTY_VARIABLE, spot);
            return;
        }
        int comma = inside.indexOf(',');
        String name = comma < 0 ? inside : inside.substring(0, comma);
        int slash = name.indexOf('/');
        if ((slash < 0 ? name : name.substring(0, slash)).indexOf(' ') >= 0) {
            findings.add(Issue.UNSUPPORTED_SPACE_IN_VARIABLE, spot);
        }
        String otherwise = comma < 0 ? "''" : inside.substring(comma + 1).strip();
        if (otherwise.length() < 2 || !otherwise.startsWith("'") || !otherwise.endsWith("'")) {
            findings.add(Issue.MISSING_QUOTE_IN_VARIABLE, spot);
        }
    }
}
