package dev.postern.model.net;

import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param value six lower-case hex pairs with colons, as {@code 02:5e:00:00:53:01}
 */
public record Mac(String value) {
    public Mac {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("not a MAC address: " + value);
        }
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (i % 3 == 2 ? c != ':' : !digit) {
                return false;
            }
        }
        return text.length() == 17;
    }

    /**
     * A locally administered unicast address.
     *
     * @param hex ten hex digits
     */
    public static Mac local(String hex) {
        return new Mac("02:"
                + String.join(
                        ":",
                        hex.substring(0, 10).toLowerCase(java.util.Locale.ROOT).split("(?<=\\G..)")));
    }

    /** Its six bytes, as a number. */
    public long number() {
        return Long.parseLong(value.replace(":", ""), 16);
    }

    /** Its six bytes. */
    public byte[] bytes() {
        return HexFormat.ofDelimiter(":").parseHex(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
