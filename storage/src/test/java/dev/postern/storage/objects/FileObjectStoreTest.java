package dev.postern.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Problem;
import dev.postern.model.s3.Versioning;
import dev.postern.storage.Sqlite;
import dev.postern.storage.StorageException;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileObjectStoreTest extends ObjectStoreContract {
    @TempDir
    private Path directory = Path.of("unset");

    private Optional<ObjectStore> open = Optional.empty();

    @Override
    ObjectStore store() {
        if (open.isEmpty()) {
            open = Optional.of(new FileObjectStore(directory));
        }
        return open.get();
    }

    private ObjectStore reopened() {
        close();
        return store();
    }

    @AfterEach
    void close() {
        open.ifPresent(ObjectStore::close);
        open = Optional.empty();
    }

    @Test
    void isThereAfterARestart() throws IOException {
        put(store(), "b", "k", "text");
        store().createUpload(
                        new Upload("u1", "b", "m", NOW, "me", ObjectHead.PLAIN, Optional.empty(), Optional.empty()));
        putPart(store(), "u1", 1, "part");
        assertThat(text(reopened(), "b", "k")).isEqualTo("text");
        assertThat(store().parts("u1")).hasSize(1);
        assertThat(store().join(store().parts("u1")).orElseThrow().size()).isEqualTo(4);
    }

    @Test
    void takesAnUploadOfAnEarlierBuildForOneThatNobodyOvertook() throws Exception {
        put(store(), "b", "k", "text");
        Upload upload = new Upload("u1", "b", "k", NOW, "me", ObjectHead.PLAIN, Optional.empty(), Optional.empty());
        store().createUpload(upload);
        close();
        Connection connection = Sqlite.open(directory.resolve("index.db"), ObjectLayout.FORMAT);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE uploads SET detail = json_remove(detail, '$.before')");
        } finally {
            Sqlite.close(connection);
        }
        assertThat(store().findUpload("b", "k", "u1")).contains(upload);
        try (Staged body = store().stage(stream("parts"))) {
            assertThat(store().complete(
                                    upload,
                                    named("k"),
                                    body,
                                    Versioning.NEVER,
                                    (current, overtaken) ->
                                            assertThat(overtaken).isFalse()))
                    .isPresent();
        }
    }

    @Test
    void leavesNoFileBehindThatBelongsToNothing() throws IOException {
        ObjectStore store = store();
        put(store, "b", "k", "one");
        put(store, "b", "k", "two");
        put(store, "b", "gone", "x");
        delete(store, "b", "gone");
        store.stage(stream("never stored")).close();
        assertThat(bodies()).hasSize(1);
    }

    @Test
    void putsInOrderWhatACrashLeft() throws IOException {
        StoredObject stored = put(store(), "b", "k", "text");
        Staged half = store().stage(stream("never acknowledged"));
        close();
        Path home = bodies().stream()
                .filter(f -> f.endsWith(stored.body()))
                .findFirst()
                .orElseThrow();
        Files.move(home, directory.resolve("incoming").resolve(stored.body()));
        assertThat(text(store(), "b", "k")).isEqualTo("text");
        assertThat(bodies()).containsExactly(home);
        assertThat(half.size()).isPositive();
    }

    @Test
    void tellsWhichObjectsLostTheirBodiesUntilTheyAreWrittenAnew() throws IOException {
        put(store(), "b", "gone", "text");
        put(store(), "b", "cut", "x".repeat(10_000_000));
        put(store(), "b", "whole", "text");
        close();
        for (Path body : bodies()) {
            if (Files.size(body) > 4) {
                Files.writeString(body, "short");
            }
        }
        try (FileObjectStore store = new FileObjectStore(directory)) {
            Files.delete(body(store.find("b", "gone").orElseThrow()));
            assertThatThrownBy(() -> store.open("b", "gone")).isInstanceOf(BodyLostException.class);
            assertThatThrownBy(() -> store.open("b", "cut")).isInstanceOf(BodyLostException.class);
            assertThat(text(store, "b", "whole")).isEqualTo("text");
            assertThat(store.problems(UnaryOperator.identity()))
                    .extracting(Problem::where)
                    .containsExactly("b/cut", "b/gone");
            put(store, "b", "gone", "again");
            delete(store, "b", "cut");
            assertThat(text(store, "b", "gone")).isEqualTo("again");
            assertThat(store.problems(UnaryOperator.identity())).isEmpty();
        }
    }

    private Path body(StoredObject stored) throws IOException {
        return bodies().stream()
                .filter(file -> file.endsWith(stored.body()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void answersReadersAndWritersOfOneKeyAtOnce() throws InterruptedException, ExecutionException {
        ObjectStore store = store();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = Stream.iterate(0, i -> i + 1)
                    .limit(8)
                    .<Future<?>>map(i -> threads.submit(() -> {
                        for (int n = 0; n < 50; n++) {
                            put(store, "b", "k", String.valueOf(i).repeat(i % 2 == 0 ? 10 : 50_000));
                            assertThat(text(store, "b", "k")).matches("(\\d)\\1*+");
                        }
                        return true;
                    }))
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Test
    void keepsEveryAcknowledgedObjectWhenTheProcessIsKilled() throws IOException, InterruptedException {
        Path output = directory.resolve("acknowledged");
        Path data = directory.resolve("data");
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PutsUntilKilled.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start();
        try {
            Await.until(
                    "the child has put",
                    Duration.ofSeconds(30),
                    () -> lines(output).size() > 100);
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (ObjectStore store = new FileObjectStore(data)) {
            for (String key : lines(output)) {
                assertThat(text(store, "b", key)).isEqualTo(key);
                assertThat(store.findVersion("b", key, VersionIds.NULL)).isPresent();
            }
            assertThat(files(data.resolve("incoming"))).isEmpty();
            assertThat(files(data.resolve("bodies")))
                    .hasSize(store.listVersions(
                                    "b", new VersionListing(new Listing("", "", "", 1_000_000), Optional.empty()))
                            .entries()
                            .size());
        }
    }

    @Test
    void refusesAnIndexThatIsNotOne() throws IOException {
        Files.writeString(directory.resolve("index.db"), "no database at all".repeat(1000));
        assertThatThrownBy(this::store)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("index.db is damaged, or is not a file of Postern");
    }

    @Test
    void refusesToBeginAnIndexAnewWhereObjectsAre() throws IOException {
        store();
        close();
        Files.delete(directory.resolve("index.db"));
        assertThat(reopened().problems(UnaryOperator.identity())).isEmpty(); // nothing was lost with that one
        put(store(), "b", "k", "text");
        close();
        byte[] index = Files.readAllBytes(directory.resolve("index.db"));

        Files.delete(directory.resolve("index.db"));
        assertThatThrownBy(this::store)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("index.db is missing, though files of objects are there. Nothing was changed.");
        assertThat(directory.resolve("index.db")).doesNotExist();
        Files.createFile(directory.resolve("index.db"));
        assertThatThrownBy(this::store)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("index.db is empty, though files of objects are there");
        Files.write(directory.resolve("index.db"), index);
        assertThat(text(store(), "b", "k")).isEqualTo("text");
    }

    private List<Path> bodies() {
        return Stream.concat(files(directory.resolve("bodies")).stream(), files(directory.resolve("incoming")).stream())
                .toList();
    }

    private static List<Path> files(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines that are complete. */
    private static List<String> lines(Path file) {
        try {
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
