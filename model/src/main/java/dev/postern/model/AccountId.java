package dev.postern.model;

/**
 * An AWS account: twelve digits.
 *
 * @param value twelve decimal digits, leading zeros kept
 */
public record AccountId(String value) implements Comparable<AccountId> {
    /** The owner of AWS's own images, prefix lists and managed policies. */
    public static final AccountId AMAZON = new AccountId("137112412989");

    public AccountId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("an account id has twelve digits: " + value);
        }
    }

    public static boolean isValid(String value) {
        return value.length() == 12 && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public int compareTo(AccountId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
