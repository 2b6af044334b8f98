package dev.postern.services.ec2.keys;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Private keys as PuTTY reads them, without a passphrase: version 2 of its form, which all its releases know.
 *
 * @see <a href="https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html">PPK file format</a>
 */
final class PuttyKey {
    private static final int COLUMNS = 64;

    private PuttyKey() {}

    /**
     * An RSA key.
     *
     * @param blob the public key as SSH writes it
     */
    static String rsa(String comment, byte[] blob, RSAPrivateCrtKey key) {
        ByteArrayOutputStream secret = new ByteArrayOutputStream();
        string(secret, key.getPrivateExponent().toByteArray());
        string(secret, key.getPrimeP().toByteArray());
        string(secret, key.getPrimeQ().toByteArray());
        string(secret, key.getCrtCoefficient().toByteArray());
        return file("ssh-rsa", comment, blob, secret.toByteArray());
    }

    /**
     * An Ed25519 key.
     *
     * @param blob the public key as SSH writes it
     * @param seed the 32 bytes of the private key
     */
    static String ed25519(String comment, byte[] blob, byte[] seed) {
        ByteArrayOutputStream secret = new ByteArrayOutputStream();
        string(secret, seed);
        return file("ssh-ed25519", comment, blob, secret.toByteArray());
    }

    private static String file(String algorithm, String comment, byte[] blob, byte[] secret) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        string(whole, algorithm.getBytes(StandardCharsets.US_ASCII));
        string(whole, "none".getBytes(StandardCharsets.US_ASCII));
        string(whole, comment.getBytes(StandardCharsets.UTF_8));
        string(whole, blob);
        string(whole, secret);
        return "PuTTY-User-Key-File-2: " + algorithm + "\nEncryption: none\nComment: " + comment + "\n"
                + lines("Public-Lines", blob) + lines("Private-Lines", secret) + "Private-MAC: "
                + HexFormat.of().formatHex(mac(whole.toByteArray())) + "\n";
    }

    private static String lines(String name, byte[] bytes) {
        String text = Base64.getMimeEncoder(COLUMNS, new byte[] {'\n'}).encodeToString(bytes);
        return name + ": " + text.lines().count() + "\n" + text + "\n";
    }

    private static byte[] mac(byte[] data) {
        try {
            byte[] key = MessageDigest.getInstance("SHA-1")
                    .digest("putty-private-key-file-mac-key".getBytes(StandardCharsets.US_ASCII));
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC with SHA-1", e);
        }
    }

    private static void string(ByteArrayOutputStream out, byte[] bytes) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }
}
