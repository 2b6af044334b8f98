package dev.postern.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look at every body finds what is lost, and nothing else, whatever goes on meanwhile. */
final class ObjectCheckTest {
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
        ObjectStoreContract.put(store(), "b", "k", "one");
        ObjectStoreContract.put(store(), "b", "k", "two");
        ObjectStoreContract.put(store(), "b", "empty", "");
        upload("u1");
        ObjectStoreContract.putPart(store(), "u1", 1, "part");
        assertThat(check()).isEqualTo(new ObjectCheck(3, 0, List.of(), 0, List.of()));
    }

    @Test
    void namesWhatIsGoneCutOrTooLongUntilItIsOver() throws IOException {
        ObjectStoreContract.put(store(), "b", "whole", "text");
        Path gone = file("b", "gone", "text");
        Path cut = file("b", "cut", "text");
        Path grown = file("b", "grown", "text");
        upload("u1");
        ObjectStoreContract.putPart(store(), "u1", 7, "part");
        Path part = home(store().parts("u1").getFirst().body());
        Files.delete(gone);
        Files.writeString(cut, "te");
        Files.writeString(grown, "text and more");
        Files.delete(part);
        Path stray = Files.writeString(cut.resolveSibling("stray"), "whose?");
        Path lonely = Files.writeString(
                Files.createDirectories(directory.resolve("bodies/zz")).resolve("zz-stray"), "whose?");
        Path above = Files.writeString(directory.resolve("bodies/above-stray"), "whose?");

        ObjectCheck found = check();

        assertThat(found.checked()).isEqualTo(5);
        assertThat(found.damaged()).isEqualTo(4);
        assertThat(found.strayFiles()).containsExactlyInAnyOrder(stray, lonely, above);
        assertThat(found.problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "OBJECT_BODY_LOST bucket b/gone: the file " + gone
                                + " is gone: put a copy of the file back, write the object anew, or delete it",
                        "OBJECT_BODY_LOST bucket b/cut: the file " + cut
                                + " has 2 bytes instead of 4: put a copy of the file back, write the object anew, or delete it",
                        "OBJECT_BODY_LOST bucket b/grown: the file " + grown
                                + " has 13 bytes instead of 4: put a copy of the file back, write the object anew, or delete it",
                        "OBJECT_BODY_LOST bucket b/m: part 7 of the unfinished upload u1: the file " + part
                                + " is gone: put a copy of the file back, upload the part again, or abort the upload");
        assertThat(problems()).containsExactlyInAnyOrderElementsOf(found.problems());

        Files.writeString(cut, "text");
        ObjectStoreContract.put(store(), "b", "gone", "anew");
        ObjectStoreContract.delete(store(), "b", "grown");
        store().abort("u1");
        assertThat(problems()).extracting(Problem::where).containsExactly("bucket b/cut");
        assertThat(check().damaged()).isZero();
        assertThat(problems()).isEmpty();
    }

    @Test
    void isNotMisledByWhatGoesOnMeanwhile() throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> writing = threads.submit(() -> {
                for (int n = 0; n < 400; n++) {
                    ObjectStoreContract.put(store(), "b", "k" + n % 7, "text " + n);
                    if (n % 5 == 0) {
                        ObjectStoreContract.delete(store(), "b", "k" + n % 3);
                    }
                }
                return true;
            });
            do {
                ObjectCheck found = check();
                assertThat(found.problems()).isEmpty();
                assertThat(found.strayFiles()).isEmpty();
            } while (!writing.isDone());
            assertThat(writing.get()).isTrue();
            assertThat(problems()).isEmpty();
        }
    }

    private ObjectCheck check() {
        return store().check("bucket "::concat);
    }

    private List<Problem> problems() {
        return store().problems("bucket "::concat);
    }

    private void upload(String id) {
        store().createUpload(new Upload(
                id, "b", "m", ObjectStoreContract.NOW, "me", ObjectHead.PLAIN, Optional.empty(), Optional.empty()));
    }

    private Path file(String bucket, String key, String text) throws IOException {
        return home(ObjectStoreContract.put(store(), bucket, key, text).body());
    }

    private Path home(String body) {
        return directory.resolve("bodies").resolve(body.substring(0, 2)).resolve(body);
    }
}
