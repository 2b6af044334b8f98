package dev.postern.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.s3.Versioning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is due is done to versions that are still what they were. */
final class DueVersionsTest {
    private static final Instant NOW = ObjectStoreContract.NOW;

    @TempDir
    private Path directory = Path.of("unset");

    private FileObjectStore store;

    @BeforeEach
    void open() {
        store = new FileObjectStore(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private StoredObject put(String key, Versioning versioning) throws IOException {
        return ObjectStoreContract.put(store, "b", key, "text of " + key, versioning);
    }

    private int settle(Versioning versioning, Due... due) {
        List<Settled> told = new ArrayList<>();
        store.settle("b", List.of(due), versioning, NOW, told::addAll);
        return told.size();
    }

    private Deletion.Outcome delete(String key, Optional<String> version) {
        return store.delete(
                        "b",
                        List.of(new Deletion(key, version)),
                        Versioning.ENABLED,
                        ObjectStore.Precondition.NONE,
                        NOW)
                .getFirst();
    }

    @Test
    void whatWasWrittenAnewOrTaggedMeanwhileStays() throws IOException {
        StoredObject old = put("k", Versioning.NEVER);
        put("k", Versioning.NEVER);
        StoredObject tagged = put("t", Versioning.NEVER);
        TreeMap<String, String> tags = new TreeMap<>();
        tags.put("keep", "yes");
        assertThat(store.updateHead("b", "t", Optional.empty(), head -> head.withTags(tags)))
                .isPresent();
        StoredObject due = put("d", Versioning.NEVER);
        assertThat(settle(
                        Versioning.NEVER,
                        Due.gone(old, Due.Standing.CURRENT),
                        Due.moved(old, Due.Standing.CURRENT, "GLACIER_IR"),
                        Due.gone(tagged, Due.Standing.CURRENT),
                        Due.gone(due, Due.Standing.CURRENT)))
                .isEqualTo(1);
        assertThat(store.find("b", "k")).isPresent();
        assertThat(store.find("b", "t")).isPresent();
        assertThat(store.find("b", "d")).isEmpty();
    }

    @Test
    void anOldVersionThatIsTheNewestByNowStays() throws IOException {
        StoredObject old = put("k", Versioning.ENABLED);
        StoredObject current = put("k", Versioning.ENABLED);
        assertThat(delete("k", Optional.of(current.versionId())).kept()).isEmpty();
        assertThat(settle(Versioning.ENABLED, Due.gone(old, Due.Standing.NONCURRENT)))
                .isZero();
        assertThat(store.find("b", "k")).contains(old);
        assertThat(settle(Versioning.ENABLED, Due.gone(old, Due.Standing.CURRENT)))
                .isEqualTo(1);
        assertThat(store.find("b", "k")).isEmpty();
        assertThat(store.findVersion("b", "k", old.versionId())).contains(old);
        assertThat(settle(Versioning.ENABLED, Due.gone(old, Due.Standing.NONCURRENT)))
                .isEqualTo(1);
        assertThat(store.findVersion("b", "k", old.versionId())).isEmpty();
    }

    @Test
    void aMarkerWithSomethingBelowStays() throws IOException {
        StoredObject object = put("k", Versioning.ENABLED);
        assertThat(delete("k", Optional.empty()).marker()).isTrue();
        DeleteMarker marker = store.findMarker("b", "k").orElseThrow();
        assertThat(settle(Versioning.ENABLED, Due.gone(marker, Due.Standing.ALONE)))
                .isZero();
        assertThat(settle(
                        Versioning.ENABLED,
                        Due.gone(object, Due.Standing.NONCURRENT),
                        Due.gone(marker, Due.Standing.ALONE)))
                .isEqualTo(2);
        assertThat(store.dropBucket("b")).isTrue();
        assertThatThrownBy(() -> settle(Versioning.ENABLED, Due.gone(marker, Due.Standing.ALONE)))
                .isInstanceOf(ObjectStore.BucketDroppedException.class);
    }

    /** Opens what is on the disk while it is told: that is what a start finds after a kill there. */
    @Test
    void whereItEndsBetweenTellingAndKeepingNothingIsDoneAndItIsToldAgain(@TempDir Path killed) throws IOException {
        StoredObject gone = put("gone", Versioning.NEVER);
        StoredObject moved = put("moved", Versioning.NEVER);
        List<Due> due =
                List.of(Due.gone(gone, Due.Standing.CURRENT), Due.moved(moved, Due.Standing.CURRENT, "GLACIER_IR"));
        List<Settled> first = new ArrayList<>();
        store.settle("b", due, Versioning.NEVER, NOW, told -> {
            first.addAll(told);
            copy(killed);
        });
        assertThat(first).hasSize(2);
        assertThat(store.find("b", "gone")).isEmpty();
        store.close();
        store = new FileObjectStore(killed);
        assertThat(store.find("b", "moved")).contains(moved);
        assertThat(ObjectStoreContract.text(store, "b", "gone")).isEqualTo("text of gone");
        List<Settled> again = new ArrayList<>();
        store.settle("b", due, Versioning.NEVER, NOW, again::addAll);
        assertThat(again).isEqualTo(first);
        assertThat(store.find("b", "gone")).isEmpty();
    }

    @Test
    void whatCannotBeToldIsNotDone() throws IOException {
        StoredObject due = put("d", Versioning.NEVER);
        Due gone = Due.gone(due, Due.Standing.CURRENT);
        assertThatThrownBy(() -> store.settle("b", List.of(gone), Versioning.NEVER, NOW, _ -> {
                    throw new IllegalStateException("nobody listens");
                }))
                .hasStackTraceContaining("nobody listens");
        assertThat(store.find("b", "d")).contains(due);
        assertThat(ObjectStoreContract.text(store, "b", "d")).isEqualTo("text of d");
        assertThat(settle(Versioning.NEVER, gone)).isEqualTo(1);
    }

    private void copy(Path to) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(directory.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theStoreKnowsTheNewClassAtOnceAndAcrossAStart() throws IOException {
        StoredObject object = put("k", Versioning.ENABLED);
        assertThat(store.find("b", "k")).contains(object);
        assertThat(settle(Versioning.ENABLED, Due.moved(object, Due.Standing.CURRENT, "GLACIER_IR")))
                .isEqualTo(1);
        assertThat(store.find("b", "k").orElseThrow().head().storageClass()).isEqualTo("GLACIER_IR");
        store.close();
        store = new FileObjectStore(directory);
        assertThat(store.find("b", "k").orElseThrow().head().storageClass()).isEqualTo("GLACIER_IR");
        assertThat(ObjectStoreContract.text(store, "b", "k")).isEqualTo("text of k");
    }

    @Test
    void findsOldUploadsByPrefixAndTime() {
        for (String key : List.of("a/1", "a/2", "b", "a")) {
            store.createUpload(new Upload(
                    "upload " + key, "b", key, NOW, "me", ObjectHead.PLAIN, Optional.empty(), Optional.empty()));
        }
        assertThat(store.uploadsUntil("b", "a/", NOW, 9))
                .extracting(Upload::key)
                .containsExactly("a/1", "a/2");
        assertThat(store.uploadsUntil("b", "", NOW, 3)).extracting(Upload::key).containsExactly("a", "a/1", "a/2");
        assertThat(store.uploadsUntil("b", "", NOW.minusMillis(1), 9)).isEmpty();
        assertThat(store.uploadsUntil("other", "", NOW, 9)).isEmpty();
    }
}
