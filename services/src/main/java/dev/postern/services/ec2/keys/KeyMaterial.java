package dev.postern.services.ec2.keys;

import dev.postern.services.ec2.call.Ec2Error;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * A key as EC2 keeps and shows it.
 *
 * @param keyType {@code rsa} or {@code ed25519}
 * @param publicKey in OpenSSH's one-line form, without a comment
 * @param fingerprint as AWS computes it for the way the key came to be
 * @param privateKey the text that {@code ssh -i} reads; empty for an imported key
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html">Verify the fingerprint of your key
 *     pair</a>
 */
record KeyMaterial(String keyType, String publicKey, String fingerprint, String privateKey) {
    @Override
    public String toString() {
        return "KeyMaterial[" + fingerprint + "]"; // never the secret
    }

    private static final int RSA_BITS = 2048;
    private static final Set<Integer> RSA_BITS_IMPORTED = Set.of(1024, 2048, 4096);
    private static final String SSH2_BEGIN = "---- BEGIN SSH2 PUBLIC KEY ----";
    private static final String SSH2_END = "---- END SSH2 PUBLIC KEY ----";
    private static final int MATERIAL_MAX = 16_384;

    /**
     * A new 2048-bit RSA key; the fingerprint is the SHA-1 of the private key in PKCS#8.
     *
     * @param putty the key's comment, if it is to be in PuTTY's form
     */
    static KeyMaterial rsa(SecureRandom random, Optional<String> putty) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS, random);
            java.security.KeyPair pair = generator.generateKeyPair();
            byte[] pkcs8 = pair.getPrivate().getEncoded();
            byte[] pkcs1 = PrivateKeyInfo.getInstance(pkcs8)
                    .parsePrivateKey()
                    .toASN1Primitive()
                    .getEncoded();
            AsymmetricKeyParameter publicKey =
                    PublicKeyFactory.createKey(pair.getPublic().getEncoded());
            byte[] blob = OpenSSHPublicKeyUtil.encodePublicKey(publicKey);
            return new KeyMaterial(
                    "rsa",
                    line(publicKey),
                    colons(digest("SHA-1", pkcs8)),
                    putty.map(comment -> PuttyKey.rsa(comment, blob, (RSAPrivateCrtKey) pair.getPrivate()))
                            .orElseGet(() -> pem("RSA PRIVATE KEY", pkcs1)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK makes RSA keys", e);
        }
    }

    /**
     * A new Ed25519 key; the fingerprint is OpenSSH's.
     *
     * @param putty the key's comment, if it is to be in PuTTY's form
     */
    static KeyMaterial ed25519(SecureRandom random, Optional<String> putty) {
        try {
            Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(random);
            byte[] blob = OpenSSHPublicKeyUtil.encodePublicKey(key.generatePublicKey());
            return new KeyMaterial(
                    "ed25519",
                    line(key.generatePublicKey()),
                    sshFingerprint(blob),
                    putty.isPresent()
                            ? PuttyKey.ed25519(putty.get(), blob, key.getEncoded())
                            : pem("OPENSSH PRIVATE KEY", OpenSSHPrivateKeyUtil.encodePrivateKey(key)) + "\n");
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail to write", e);
        }
    }

    /**
     * A public key that a user brings: OpenSSH's line, the Base64 of its DER form, or the form of RFC 4716.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4716#section-3">RFC 4716, section 3</a>
     */
    static KeyMaterial imported(byte[] material) {
        String text = new String(material, StandardCharsets.US_ASCII).strip();
        if (material.length > MATERIAL_MAX) {
            throw Ec2Error.KEY_FORMAT.of();
        }
        try {
            String[] words = text.split("\\s+", 3);
            AsymmetricKeyParameter key;
            if (text.startsWith(SSH2_BEGIN)) {
                key = OpenSSHPublicKeyUtil.parsePublicKey(ssh2Blob(text));
            } else if (text.startsWith("ssh-") && words.length > 1) {
                key = OpenSSHPublicKeyUtil.parsePublicKey(Base64.getDecoder().decode(words[1]));
            } else {
                key = PublicKeyFactory.createKey(Base64.getMimeDecoder().decode(text));
            }
            return switch (key) {
                case RSAKeyParameters rsa
                when RSA_BITS_IMPORTED.contains(rsa.getModulus().bitLength()) ->
                    new KeyMaterial(
                            "rsa",
                            line(rsa),
                            colons(digest(
                                    "MD5",
                                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(rsa)
                                            .getEncoded())),
                            "");
                case Ed25519PublicKeyParameters ed ->
                    new KeyMaterial("ed25519", line(ed), sshFingerprint(OpenSSHPublicKeyUtil.encodePublicKey(ed)), "");
                default -> throw Ec2Error.KEY_FORMAT.of();
            };
        } catch (IllegalArgumentException | IllegalStateException | IOException e) {
            throw Ec2Error.KEY_FORMAT.of();
        }
    }

    /** What is between the marks, without headers, which end with a line that does not end with a backslash. */
    private static byte[] ssh2Blob(String text) {
        StringBuilder body = new StringBuilder();
        boolean header = false;
        boolean ended = false;
        for (String line : text.lines().skip(1).map(String::strip).toList()) {
            if (line.equals(SSH2_END)) {
                ended = true;
            } else if (header || line.contains(":")) {
                header = line.endsWith("\\");
            } else if (!ended) {
                body.append(line);
            }
        }
        if (!ended) {
            throw Ec2Error.KEY_FORMAT.of();
        }
        return Base64.getDecoder().decode(body.toString());
    }

    private static String line(AsymmetricKeyParameter key) throws IOException {
        String type = key instanceof RSAKeyParameters ? "ssh-rsa" : "ssh-ed25519";
        return type + " " + Base64.getEncoder().encodeToString(OpenSSHPublicKeyUtil.encodePublicKey(key));
    }

    private static String sshFingerprint(byte[] blob) {
        return Base64.getEncoder().encodeToString(digest("SHA-256", blob));
    }

    private static String colons(byte[] digest) {
        return HexFormat.ofDelimiter(":").formatHex(digest);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----";
    }
}
