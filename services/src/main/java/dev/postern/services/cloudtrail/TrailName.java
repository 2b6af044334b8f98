package dev.postern.services.cloudtrail;

import dev.postern.wire.ApiException;
import java.util.regex.Pattern;

/**
 * What a trail may be called.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html">Naming requirements</a>
 */
final class TrailName {
    private static final int LENGTH_MIN = 3;
    private static final int LENGTH_MAX = 128;
    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern ADJACENT = Pattern.compile(".*[._-][._-].*");
    private static final Pattern IP = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private TrailName() {}

    static void require(String name) {
        if (name.length() < LENGTH_MIN) {
            throw invalid("Trail name too short. Minimum allowed length: " + LENGTH_MIN
                    + " characters. Specified name length: " + name.length() + " characters.");
        }
        if (name.length() > LENGTH_MAX) {
            throw invalid("Trail name too long. Maximum allowed length: " + LENGTH_MAX
                    + " characters. Specified name length: " + name.length() + " characters.");
        }
        if (!CHARACTERS.matcher(name).matches()) {
            throw invalid(
                    "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.),"
                            + " hyphens (-), and underscores (_).");
        }
        if (!Character.isLetterOrDigit(name.charAt(0))) {
            throw invalid("Trail name must starts with a letter or number.");
        }
        if (!Character.isLetterOrDigit(name.charAt(name.length() - 1))) {
            throw invalid("Trail name must ends with a letter or number.");
        }
        if (ADJACENT.matcher(name).matches()) {
            throw invalid("Trail name must not have adjacent periods, underscores or hyphens.");
        }
        if (IP.matcher(name).matches()) {
            throw invalid("Trail name must not be in IP address format.");
        }
    }

    private static ApiException invalid(String why) {
        return CloudTrailError.INVALID_TRAIL_NAME.of(why);
    }
}
