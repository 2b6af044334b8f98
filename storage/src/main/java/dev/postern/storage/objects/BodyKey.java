package dev.postern.storage.objects;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key with which bodies are encrypted where they rest: AES-256 in counter mode, so that a body keeps its length and can be read from
 * anywhere. The counter begins with the name under which a body is kept, which is never used twice, so one key serves many bodies.
 */
public final class BodyKey {
    public static final int BYTES = 32;

    private static final int BLOCK_BYTES = 16;
    private static final int NONCE_BYTES = 8;

    private final byte[] bits;

    /**
     * A key.
     *
     * @param bits 32 bytes
     */
    public BodyKey(byte[] bits) {
        if (bits.length != BYTES) {
            throw new IllegalArgumentException("a key of " + bits.length + " bytes");
        }
        this.bits = bits.clone();
    }

    /**
     * What tells whether another key is this one, and nothing more of it.
     *
     * @param salt in hexadecimal digits
     */
    public String proof(String salt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bits, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(HexFormat.of().parseHex(salt)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }

    /**
     * Encrypts what is read, or decrypts it, which is the same.
     *
     * @param in its bytes from an offset on
     * @param name under which the body is kept
     * @param offset of the first byte, from the body's beginning
     */
    InputStream over(InputStream in, String name, long offset) {
        return new Applied(in, cipher(name, offset));
    }

    private Cipher cipher(String name, long offset) {
        byte[] counter = Arrays.copyOf(digest(name), BLOCK_BYTES);
        long block = offset / BLOCK_BYTES;
        for (int i = 0; i < BLOCK_BYTES - NONCE_BYTES; i++) {
            counter[BLOCK_BYTES - 1 - i] = (byte) (block >>> (8 * i));
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(bits, "AES"), new IvParameterSpec(counter));
            int inside = (int) (offset % BLOCK_BYTES);
            if (inside > 0) {
                byte[] _ = cipher.update(new byte[inside]);
            }
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES of 256 bits is part of every JDK", e);
        }
    }

    private static byte[] digest(String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    /** Never the bits. */
    @Override
    public String toString() {
        return "BodyKey";
    }

    private static final class Applied extends FilterInputStream {
        private final Cipher cipher;

        private Applied(InputStream in, Cipher cipher) {
            super(in);
            this.cipher = cipher;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            if (count > 0) {
                apply(buffer, offset, count);
            }
            return count;
        }

        private void apply(byte[] buffer, int offset, int count) {
            try {
                cipher.update(buffer, offset, count, buffer, offset);
            } catch (ShortBufferException e) {
                throw new IllegalStateException("counter mode keeps the length", e);
            }
        }

        @Override
        public long skip(long count) throws IOException {
            return count <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(count, 8192)]));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
