package dev.postern.guest.imds;

import dev.postern.model.Problem;
import dev.postern.model.ec2.InstanceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The session tokens of IMDSv2: an expiry and the instance's id, authenticated by a key that only this cloud knows. So no
 * token is kept anywhere, and tokens stay valid when the server starts again.
 */
public final class SessionTokens {
    private static final int KEY_BYTES = 32;
    private static final int MAC_BYTES = 24;
    private static final int CLAIM_BYTES = 1 + 2 * Long.BYTES;
    private static final byte VERSION = 1;

    private final SecretKeySpec key;

    public SessionTokens(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /**
     * Reads the key kept in a file, or makes one there if there is none, or none that can be used.
     *
     * @param replaced told why a file was replaced
     */
    public static SessionTokens open(Path file, Consumer<Problem> replaced) throws IOException {
        if (Files.exists(file) && Files.size(file) != KEY_BYTES) {
            replaced.accept(new Problem(
                    Problem.Code.KEY_FILE_DAMAGED,
                    Problem.Severity.WARNING,
                    file.toString(),
                    "the key of the metadata service has " + Files.size(file) + " bytes instead of " + KEY_BYTES));
            Files.delete(file);
        }
        if (!Files.exists(file)) {
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, key, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return new SessionTokens(Files.readAllBytes(file));
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
