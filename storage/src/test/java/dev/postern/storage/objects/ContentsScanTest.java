package dev.postern.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Problem;
import dev.postern.model.s3.Versioning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look into every body finds what is not as it was written, and nothing else. */
final class ContentsScanTest {
    private static final int MORE_THAN_A_PAGE = 501;

    @TempDir
    private Path directory = Path.of("unset");

    private Optional<FileObjectStore> open = Optional.empty();

    @BeforeEach
    void open() {
        open = Optional.of(new FileObjectStore(directory));
    }

    @AfterEach
    void close() {
        open.ifPresent(ObjectStore::close);
    }

    private FileObjectStore store() {
        return open.orElseThrow();
    }

    @Test
    void findsNothingWhereAllIsWell() throws IOException {
        for (int n = 0; n < MORE_THAN_A_PAGE; n++) {
            put("b", "k" + n, "text " + n, Optional.empty());
        }
        put("b", "empty", "", Optional.empty());
        put("b", "k1", "a newer version", Optional.empty());
        put("other", "sealed", "by the store", Optional.of(sealing(Sealing.By.STORE)));
        put("other", "secret", "by somebody", Optional.of(sealing(Sealing.By.CUSTOMER)));
        putParts("of", " parts");
        assertThat(check()).isEqualTo(new ContentsCheck(MORE_THAN_A_PAGE + 4, 1, 0, List.of()));
    }

    @Test
    void namesWhatIsAlteredUntilItIsWrittenAnew() throws IOException {
        Path plain = home(put("b", "plain", "text", Optional.empty()));
        put("b", "plain", "newer", Optional.empty());
        Path sealed = home(put("b", "sealed", "text", Optional.of(sealing(Sealing.By.STORE)), Versioning.NEVER));
        Path parts = home(putParts("of", " parts"));
        put("b", "whole", "text", Optional.empty());
        for (Path file : List.of(plain, sealed, parts)) {
            alter(file);
        }
        assertThat(store().check("bucket "::concat).damaged()).isZero();

        ContentsCheck found = check();
        assertThat(found.damaged()).isEqualTo(3);
        assertThat(found.compared()).isEqualTo(5);
        assertThat(found.problems())
                .extracting(Problem::where)
                .containsExactly("bucket b/parts", "bucket b/plain", "bucket b/sealed");
        assertThat(found.problems().getLast().text())
                .isEqualTo("the file " + sealed + " has other contents than were written: put a copy of the file back,"
                        + " write the object anew, or delete it");
        assertThat(problems()).containsExactlyInAnyOrderElementsOf(found.problems());
        store().check("bucket "::concat);
        assertThatThrownBy(() -> ObjectStoreContract.text(store(), "b", "parts"))
                .isInstanceOf(BodyLostException.class)
                .hasMessageContaining("has other contents than were written");
        ObjectStoreContract.text(store(), "b", "sealed"); // only who has the key sees what it says
        assertThat(problems())
                .as("a look at the files alone says nothing of it")
                .hasSize(3);

        ObjectStoreContract.delete(store(), "b", "parts");
        alter(sealed);
        assertThat(check().problems()).extracting(Problem::where).containsExactly("bucket b/plain");
        assertThat(problems()).hasSize(1);
    }

    @Test
    void leavesToTheLookAtTheFilesWhatThatFinds() throws IOException {
        Files.writeString(home(put("b", "cut", "text", Optional.empty())), "te");
        Files.delete(home(put("b", "gone", "text", Optional.empty())));
        assertThat(check()).isEqualTo(new ContentsCheck(0, 0, 0, List.of()));
        assertThat(store().check("bucket "::concat).damaged()).isEqualTo(2);
        assertThat(check().damaged()).isZero();
        assertThat(problems()).hasSize(2);
    }

    private ContentsCheck check() {
        return store().checkContents("bucket "::concat);
    }

    private List<Problem> problems() {
        return store().problems("bucket "::concat);
    }

    private StoredObject put(String bucket, String key, String text, Optional<Sealing> sealing) throws IOException {
        return put(bucket, key, text, sealing, Versioning.ENABLED);
    }

    private StoredObject put(String bucket, String key, String text, Optional<Sealing> sealing, Versioning versioning)
            throws IOException {
        try (Staged body = store().stage(ObjectStoreContract.stream(text), sealing.map(_ -> store().ownKey()))) {
            return store().put(
                            bucket,
                            named(key, md5(text.getBytes(StandardCharsets.UTF_8)), sealing, List.of()),
                            body,
                            versioning,
                            ObjectStore.Precondition.NONE);
        }
    }

    private StoredObject putParts(String first, String second) throws IOException {
        byte[] digests = HexFormat.of()
                .parseHex(md5(first.getBytes(StandardCharsets.UTF_8)) + md5(second.getBytes(StandardCharsets.UTF_8)));
        try (Staged body = store().stage(ObjectStoreContract.stream(first + second))) {
            return store().put(
                            "b",
                            named(
                                    "parts",
                                    md5(digests) + "-2",
                                    Optional.empty(),
                                    List.of(part(1, first.length()), part(2, second.length()))),
                            body,
                            Versioning.NEVER,
                            ObjectStore.Precondition.NONE);
        }
    }

    private static StoredObject.Part part(int number, long size) {
        return new StoredObject.Part(number, size, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static NewObject named(String key, String etag, Optional<Sealing> sealing, List<StoredObject.Part> parts) {
        return new NewObject(
                key, etag, ObjectStoreContract.NOW, ObjectHead.PLAIN.withSealing(sealing), Optional.empty(), parts);
    }

    private static Sealing sealing(Sealing.By by) {
        return new Sealing(by, "", "", "", false, new TreeMap<>());
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Path home(StoredObject object) {
        return directory
                .resolve("bodies")
                .resolve(object.body().substring(0, 2))
                .resolve(object.body());
    }

    /** One bit, or back again. */
    private static void alter(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }
}
