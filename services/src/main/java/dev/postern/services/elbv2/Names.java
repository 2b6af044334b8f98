package dev.postern.services.elbv2;

import java.util.regex.Pattern;

/** Which names balancers and target groups can have. */
final class Names {
    private static final int LENGTH_MAX = 32;
    private static final Pattern LETTERS = Pattern.compile("[a-zA-Z0-9-]+");

    private Names() {}

    /** Refuses a name, as AWS does: which text begins with what has the name. */
    static void check(String name, String noun) {
        String subject = noun + " name '" + name + "'";
        if (name.length() > LENGTH_MAX) {
            throw Elbv2Error.VALIDATION_ERROR.of(subject + " cannot be longer than '" + LENGTH_MAX + "' characters");
        }
        if (!LETTERS.matcher(name).matches()) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    subject + " can only contain characters that are alphanumeric characters and hyphens(-)");
        }
        if (name.startsWith("-") || name.endsWith("-")) {
            throw Elbv2Error.VALIDATION_ERROR.of(subject + " cannot begin or end with '-'");
        }
    }
}
