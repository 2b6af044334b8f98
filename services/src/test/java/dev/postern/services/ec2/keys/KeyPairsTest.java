package dev.postern.services.ec2.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.KeyPair;
import dev.postern.services.ec2.Ec2Fixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairResponse;

class KeyPairsTest {
    private final Ec2Fixture fixture = new Ec2Fixture();

    @Test
    void hasANameOfAsciiCharacters() {
        for (String name : new String[] {"schl\u00fcssel", " padded", "padded ", "a\nb"}) {
            assertThat(fixture.refusal(c -> c.createKeyPair(r -> r.keyName(name))))
                    .startsWith("InvalidParameterValue");
        }
        fixture.ask(c -> c.createKeyPair(r -> r.keyName("my key/1")));
    }

    @Test
    void makesAnRsaKeyThatSshReads(@TempDir Path directory) throws Exception {
        CreateKeyPairResponse key = fixture.ask(c -> c.createKeyPair(r -> r.keyName("lab")));
        assertThat(key.keyMaterial()).startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
        assertThat(key.keyFingerprint()).matches("([0-9a-f]{2}:){19}[0-9a-f]{2}");
        assertThat(publicKeyOf(directory, key.keyMaterial())).isEqualTo(publicKey("lab"));
    }

    @Test
    void makesAnEd25519KeyThatSshReads(@TempDir Path directory) throws Exception {
        CreateKeyPairResponse key =
                fixture.ask(c -> c.createKeyPair(r -> r.keyName("lab").keyType("ed25519")));
        assertThat(key.keyMaterial())
                .startsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n")
                .endsWith("\n");
        assertThat(publicKeyOf(directory, key.keyMaterial())).isEqualTo(publicKey("lab"));
        assertThat(key.keyFingerprint()).matches("[A-Za-z0-9+/]{43}=");
    }

    @Test
    void makesKeysInPuttysForm() throws Exception {
        for (String type : List.of("rsa", "ed25519")) {
            String key = fixture.ask(c ->
                            c.createKeyPair(r -> r.keyName(type).keyType(type).keyFormat("ppk")))
                    .keyMaterial();
            assertThat(key)
                    .startsWith("PuTTY-User-Key-File-2: ssh-" + type + "\nEncryption: none\nComment: " + type
                            + "\nPublic-Lines: ")
                    .containsPattern("\nPrivate-MAC: [0-9a-f]{40}\n$");
            assertThat("ssh-" + type + " " + block(key, "Public-Lines")).isEqualTo(publicKey(type));
        }
        assertThat(fixture.refusal(c -> c.createKeyPair(r -> r.keyName("k").keyFormat("der"))))
                .startsWith("InvalidParameterValue: Value (der) for parameter KeyFormat is invalid");
    }

    /** The Base64 of a part of PuTTY's form, in one line. */
    private static String block(String key, String name) {
        List<String> lines = key.lines().toList();
        int at = 0;
        while (!lines.get(at).startsWith(name)) {
            at++;
        }
        int count = Integer.parseInt(lines.get(at).substring(name.length() + 2));
        return String.join("", lines.subList(at + 1, at + 1 + count));
    }

    @Test
    void importsTheFormOfRfc4716(@TempDir Path directory) throws Exception {
        fixture.ask(c -> c.createKeyPair(r -> r.keyName("first")));
        Path file = Files.writeString(directory.resolve("key.pub"), publicKey("first") + " me@home\n");
        String exported = output("ssh-keygen", "-e", "-f", file.toString());
        assertThat(exported).startsWith("---- BEGIN SSH2 PUBLIC KEY ----");
        String folded = exported.replace("\nComment: ", "\nSubject: a\\\nb: c\nComment: ");
        fixture.ask(c -> c.importKeyPair(r -> r.keyName("second").publicKeyMaterial(SdkBytes.fromUtf8String(folded))));
        assertThat(publicKey("second")).isEqualTo(publicKey("first"));
        assertThat(fixture.refusal(c -> c.importKeyPair(r -> r.keyName("third")
                        .publicKeyMaterial(SdkBytes.fromUtf8String(exported.replaceFirst("---- END.*", ""))))))
                .startsWith("InvalidKey.Format");
    }

    @Test
    void importsWhatSshKeygenWrote() {
        String line = fixture.ask(c -> {
            c.createKeyPair(r -> r.keyName("first").keyType("ed25519"));
            return publicKey("first");
        });
        ImportKeyPairResponse imported = fixture.ask(c -> c.importKeyPair(
                r -> r.keyName("second").publicKeyMaterial(SdkBytes.fromUtf8String(line + " me@home\n"))));
        assertThat(imported.keyFingerprint())
                .isEqualTo(fixture.ask(c -> c.describeKeyPairs(r -> r.keyNames("first")))
                        .keyPairs()
                        .getFirst()
                        .keyFingerprint());
        assertThat(publicKey("second")).isEqualTo(line);
    }

    @Test
    void fingerprintsAnImportedRsaKeyByItsPublicHalf() {
        fixture.ask(c -> c.createKeyPair(r -> r.keyName("first")));
        String line = publicKey("first");
        assertThat(fixture.ask(c -> c.importKeyPair(
                                r -> r.keyName("second").publicKeyMaterial(SdkBytes.fromUtf8String(line))))
                        .keyFingerprint())
                .matches("([0-9a-f]{2}:){15}[0-9a-f]{2}");
    }

    @Test
    void refusesDuplicatesAndWhatIsNoKey() {
        fixture.ask(c -> c.createKeyPair(r -> r.keyName("lab").keyType("ed25519")));
        assertThat(fixture.refusal(c -> c.createKeyPair(r -> r.keyName("lab").keyType("ed25519"))))
                .isEqualTo("InvalidKeyPair.Duplicate: The keypair already exists");
        for (String nonsense : List.of("ssh-rsa", "ssh-rsa AAAA", "", "hello", "ssh-ed25519 !!!!")) {
            assertThat(fixture.refusal(c ->
                            c.importKeyPair(r -> r.keyName("k").publicKeyMaterial(SdkBytes.fromUtf8String(nonsense)))))
                    .isEqualTo("InvalidKey.Format: Key is not in valid OpenSSH public key format");
        }
        assertThat(fixture.refusal(
                        c -> c.createKeyPair(r -> r.keyName("k".repeat(256)).keyType("ed25519"))))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void deletesWhatIsThereAndWhatIsNot() {
        fixture.ask(c -> c.createKeyPair(r -> r.keyName("lab").keyType("ed25519")));
        assertThat(fixture.ask(c -> c.deleteKeyPair(r -> r.keyName("lab"))).returnValue())
                .isTrue();
        assertThat(fixture.ask(c -> c.deleteKeyPair(r -> r.keyName("lab"))).returnValue())
                .isTrue();
        assertThat(fixture.refusal(c -> c.describeKeyPairs(r -> r.keyNames("lab"))))
                .isEqualTo("InvalidKeyPair.NotFound: The key pair 'lab' does not exist");
    }

    private String publicKey(String name) {
        return fixture.cloud.snapshot().all(KeyPair.class).stream()
                .filter(k -> k.name().equals(name))
                .findFirst()
                .orElseThrow()
                .publicKey();
    }

    private static String publicKeyOf(Path directory, String privateKey) throws Exception {
        Path file =
                Files.writeString(directory.resolve("key"), privateKey.endsWith("\n") ? privateKey : privateKey + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String[] words =
                output("ssh-keygen", "-y", "-f", file.toString()).strip().split(" ", -1);
        return words[0] + " " + words[1];
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
