package dev.postern.model.request;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** Where new identifiers come from. Tests seed it; the server uses a secure source. */
public final class Ids {
    private static final String HEX = "0123456789abcdef";
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+";

    private final RandomGenerator random;

    public Ids(RandomGenerator random) {
        this.random = random;
    }

    /** An EC2 id: the prefix, a dash and 17 hex digits, as {@code vpc-0a1b2c3d4e5f67890}. */
    public String ec2(String prefix) {
        return prefix + "-0" + hex(16);
    }

    public String hex(int length) {
        return pick(HEX, length);
    }

    /** Letters and the digits 2 to 7, as the ids of IAM have them. */
    public String base32(int length) {
        return pick(BASE32, length);
    }

    /** The alphabet of secret access keys. */
    public String secret(int length) {
        return pick(SECRET, length);
    }

    /** A request id or client token in the form of a random UUID. */
    public String uuid() {
        String hex = hex(32);
        return String.join(
                        "-",
                        hex.substring(0, 8),
                        hex.substring(8, 12),
                        "4" + hex.substring(13, 16),
                        "a" + hex.substring(17, 20),
                        hex.substring(20))
                .toLowerCase(Locale.ROOT);
    }

    private String pick(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
