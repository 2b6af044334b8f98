package dev.postern.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

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

    /**
     * The canonical user id: 64 hexadecimal digits that S3 knows the account by.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html">Canonical user
     *     ids</a>
     */
    public String canonicalUserId() {
        try {
            byte[] text = ("canonical user of " + value).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    // As in Scope.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccountId that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
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
