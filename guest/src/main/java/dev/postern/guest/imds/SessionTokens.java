package dev.postern.guest.imds;

import dev.postern.model.ec2.InstanceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The session tokens of IMDSv2: an expiry and the instance's id, authenticated by a key that only this cloud knows. So no
 * token is kept anywhere, and tokens stay valid when the server starts again.
 */
public final class SessionTokens {
    /** Of the key. */
    public static final int KEY_BYTES = 32;

    private static final int MAC_BYTES = 24;
    private static final int CLAIM_BYTES = 1 + 2 * Long.BYTES;
    private static final byte VERSION = 1;

    private final SecretKeySpec key;

    public SessionTokens(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    String issue(InstanceId instance, Instant now, int ttlSeconds) {
        // The moment of issue only makes tokens differ from one another.
        byte[] claim = ByteBuffer.allocate(CLAIM_BYTES)
                .put(VERSION)
                .putLong(now.getEpochSecond() + ttlSeconds)
                .putLong(now.getNano())
                .array();
        byte[] token = Arrays.copyOf(claim, CLAIM_BYTES + MAC_BYTES);
        System.arraycopy(mac(instance, claim), 0, token, CLAIM_BYTES, MAC_BYTES);
        return Base64.getUrlEncoder().encodeToString(token);
    }

    /** How many seconds a token is still valid for this instance; none if it is not. */
    OptionalLong secondsLeft(String token, InstanceId instance, Instant now) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
        if (bytes.length != CLAIM_BYTES + MAC_BYTES || bytes[0] != VERSION) {
            return OptionalLong.empty();
        }
        byte[] expected = mac(instance, Arrays.copyOf(bytes, CLAIM_BYTES));
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(bytes, CLAIM_BYTES, bytes.length))) {
            return OptionalLong.empty();
        }
        long left = ByteBuffer.wrap(bytes).getLong(1) - now.getEpochSecond();
        return left > 0 ? OptionalLong.of(left) : OptionalLong.empty();
    }

    private byte[] mac(InstanceId instance, byte[] claim) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(instance.value().getBytes(StandardCharsets.US_ASCII));
            return Arrays.copyOf(mac.doFinal(claim), MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
