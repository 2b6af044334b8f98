package dev.postern.model.net;

/**
 * An Ethernet address.
 *
 * @param value six lower-case hex pairs with colons, as {@code 02:5e:00:00:53:01}
 */
public record Mac(String value) {
    public Mac {
        if (!value.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
            throw new IllegalArgumentException("not a MAC address: " + value);
        }
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

    @Override
    public String toString() {
        return value;
    }
}
