package dev.postern.wire.sigv4;

import dev.postern.wire.codec.Parameters;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parameters of an address that sign it, in both versions: whoever learns them can ask what the address asks, so no log and no event
 * tells them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">Authenticating requests by query
 *     parameters</a>
 */
public final class SigningParameters {
    private static final String HIDDEN = "HIDDEN";
    private static final Set<String> NAMES =
            Set.of("awsaccesskeyid", "signature", "x-amz-credential", "x-amz-security-token", "x-amz-signature");

    private SigningParameters() {}

    /** Whether a parameter is one, however it is written. */
    public static boolean isOne(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** A query as it came, without their values. */
    public static String hidden(String query) {
        return Stream.of(query.split("&", -1))
                .map(pair -> isSigning(pair) ? pair.substring(0, pair.indexOf('=') + 1) + HIDDEN : pair)
                .collect(Collectors.joining("&"));
    }

    private static boolean isSigning(String pair) {
        return pair.indexOf('=') > 0
                && Parameters.parse(pair).asMap().keySet().stream().anyMatch(SigningParameters::isOne);
    }
}
