package dev.postern.services.keyring;

import dev.postern.model.Scope;
import dev.postern.model.kms.KeyMaterial;
import dev.postern.model.kms.KmsKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a symmetric key has encrypted: AES-256 in Galois/Counter Mode, with the encryption context as additional authenticated data. It
 * tells by which key, and by which of its material.
 *
 * @param key the ARN of the key
 * @param material its place among the key's
 * @param nonce in hexadecimal digits
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#encrypt_context">Encryption context</a>
 */
public record Ciphertext(KeyName key, int material, String nonce, ByteBuffer sealed) {
    /** How many hexadecimal digits of randomness each needs. */
    public static final int NONCE_DIGITS = 24;

    private static final byte VERSION = 1;
    private static final int TAG_BITS = 128;

    public Ciphertext {
        sealed = sealed.asReadOnlyBuffer();
    }

    /**
     * Encrypts.
     *
     * @param nonce hexadecimal digits that were never used before
     */
    public static byte[] encrypt(KmsKey key, byte[] plain, Map<String, String> context, String nonce) {
        Ciphertext empty = new Ciphertext(KeyName.of(key), key.material().size() - 1, nonce, ByteBuffer.allocate(0));
        byte[] sealed;
        try {
            sealed = empty.cipher(Cipher.ENCRYPT_MODE, key.current(), context).doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM of 256 bits is part of every JDK", e);
        }
        return new Ciphertext(empty.key, empty.material, nonce, ByteBuffer.wrap(sealed)).bytes();
    }

    /** Reads what was encrypted; empty for what no key here has made. */
    public static Optional<Ciphertext> parse(byte[] blob) {
        ByteBuffer in = ByteBuffer.wrap(blob);
        int fixed = 1 + 1 + 2 + NONCE_DIGITS / 2;
        if (in.remaining() < fixed + TAG_BITS / 8 || in.get() != VERSION) {
            return Optional.empty();
        }
        int material = Short.toUnsignedInt(in.getShort());
        byte[] nonce = new byte[NONCE_DIGITS / 2];
        in.get(nonce);
        byte[] arn = new byte[Byte.toUnsignedInt(in.get())];
        if (in.remaining() < arn.length + TAG_BITS / 8) {
            return Optional.empty();
        }
        in.get(arn);
        String text = new String(arn, StandardCharsets.UTF_8);
        return KeyName.parse(text, Scope.GLOBAL)
                .filter(name -> !name.isAlias() && name.arn().toString().equals(text))
                .map(name -> new Ciphertext(name, material, HexFormat.of().formatHex(nonce), in.slice()));
    }

    /** What was encrypted; empty if it was changed since, or with another context. */
    public Optional<byte[]> decrypt(KmsKey by, Map<String, String> context) {
        List<KeyMaterial> all = by.material();
        if (material >= all.size()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[sealed.remaining()];
        sealed.duplicate().get(bytes);
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, all.get(material), context).doFinal(bytes));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM of 256 bits is part of every JDK", e);
        }
    }

    private byte[] bytes() {
        byte[] arn = key.arn().toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(1 + 2 + NONCE_DIGITS / 2 + 1 + arn.length + sealed.remaining());
        out.put(VERSION).putShort((short) material).put(HexFormat.of().parseHex(nonce));
        out.put((byte) arn.length).put(arn).put(sealed.duplicate());
        return out.array();
    }

    private Cipher cipher(int mode, KeyMaterial by, Map<String, String> context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(Base64.getDecoder().decode(by.bits()), "AES"),
                new GCMParameterSpec(TAG_BITS, HexFormat.of().parseHex(nonce)));
        cipher.updateAAD(written(context));
        return cipher;
    }

    /** Each pair with its lengths, in the order of the names: no two contexts are written alike. */
    private static byte[] written(Map<String, String> context) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(context)
                .forEach((name, value) -> text.append(name.length())
                        .append(':')
                        .append(name)
                        .append(value.length())
                        .append(':')
                        .append(value));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
