package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.policy.Decision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The encoded messages in which EC2 tells more of a refusal, to those who may decode them. All that is told is in the message itself,
 * deflated, and encrypted with a key that only this cloud has: nothing is kept, and whoever changes a message has none.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html">DecodeAuthorizationMessage</a>
 */
public final class AuthorizationMessages {
    /** Of the key. */
    public static final int KEY_BYTES = 32;

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** Of what DecodeAuthorizationMessage takes. */
    private static final int CHARACTERS_MAX = 10_240;

    /** The first six bits of what is written with a dash first. */
    private static final int DASH = 62 << 2;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    /** Those of a key. Nonces are of chance, which is enough for the refusals of more than a lifetime. */
    public AuthorizationMessages(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Those that nobody can read who comes later. */
    public static AuthorizationMessages passing() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new AuthorizationMessages(key);
    }

    /**
     * What is known of a refusal, for those who may decode it.
     *
     * @param service that was asked
     */
    public String encode(Decision decision, String service) {
        String account =
                decision.request().caller().account().map(AccountId::value).orElse("");
        String encoded = "";
        for (FailureMessage.Detail detail : FailureMessage.Detail.values()) {
            encoded = seal(account + "\n" + FailureMessage.of(decision, service, detail));
            if (encoded.length() <= CHARACTERS_MAX) {
                break;
            }
        }
        return encoded;
    }

    /**
     * The message that was encoded, if it is one of an account.
     *
     * @param account that of who asks: nobody reads another account's
     */
    public Optional<String> decode(String encoded, AccountId account) {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(encoded);
            if (sealed.length <= NONCE_BYTES) {
                return Optional.empty();
            }
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
            String text = inflate(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
            int end = text.indexOf('\n');
            return text.substring(0, end).equals(account.value())
                    ? Optional.of(text.substring(end + 1))
                    : Optional.empty();
        } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
            return Optional.empty(); // nothing that was encoded here
        }
    }

    private String seal(String message) {
        byte[] nonce = nonce();
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            byte[] secret = cipher.doFinal(deflate(message));
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + secret.length);
            System.arraycopy(secret, 0, sealed, NONCE_BYTES, secret.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in GCM", e);
        }
    }

    /** Of chance, but for one: a message that begins with a dash is an option to who hands it to a command line. */
    private byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        do {
            random.nextBytes(nonce);
        } while ((nonce[0] & 0xfc) == DASH);
        return nonce;
    }

    private static byte[] deflate(String text) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[1_024];
            while (!deflater.finished()) {
                bytes.write(buffer, 0, deflater.deflate(buffer));
            }
            return bytes.toByteArray();
        }
    }

    private static String inflate(byte[] packed) throws IOException {
        try (Inflater inflater = new Inflater(true);
                InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed), inflater)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
