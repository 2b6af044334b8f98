package dev.postern.model.ec2;

/** An elastic network interface. The id reads {@code eni-...}. */
public record NetworkInterfaceId(String value) implements ResourceId {
    public static final String PREFIX = "eni";
    private static final int LINK_DIGITS = 7;
    private static final int LINK_NUMBERS = 1 << 28;

    public NetworkInterfaceId {
        ResourceId.check(PREFIX, value);
    }

    /**
     * Its number on links that no VPC sees, from 1 to 2^28 - 2: from the last digits of the id, which are random. Those that meet at one
     * place must differ there.
     */
    public int linkNumber() {
        String digits = value.substring(value.length() - LINK_DIGITS);
        return Integer.parseInt(digits, 16) % (LINK_NUMBERS - 2) + 1;
    }

    @Override
    public String toString() {
        return value;
    }
}
