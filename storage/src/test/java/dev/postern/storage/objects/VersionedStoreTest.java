package dev.postern.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Problem;
import dev.postern.model.s3.Versioning;
import dev.postern.storage.Sqlite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions in a store on disk: many, at once, damaged, and of an earlier build. */
final class VersionedStoreTest {
    private static final Path RELEASED = Path.of("src/test/resources/ledgers/0.1.0-0d9fcd0/objects");

    @TempDir
    private Path directory = Path.of("unset");

    private static List<VersionListing.Entry> all(ObjectStore store, String prefix) {
        return store.listVersions("b", new VersionListing(new Listing(prefix, "", "", 1_000_000), Optional.empty()))
                .entries();
    }

    private static String text(ObjectStore store, String key, String version) throws IOException {
        try (OpenObject object = store.openVersion("b", key, version).orElseThrow();
                InputStream body = object.stream(0)) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void keepsEveryVersionOfPutsAtTheSameTime() throws IOException, InterruptedException, ExecutionException {
        try (FileObjectStore store = new FileObjectStore(directory);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = "writer " + i;
                writers.add(threads.submit(() -> {
                    List<String> made = new ArrayList<>();
                    for (int n = 0; n < 15; n++) {
                        String text = name + " " + n;
                        String id = ObjectStoreContract.put(store, "b", "k", text, Versioning.ENABLED)
                                .versionId();
                        made.add(id + " " + text);
                        assertThat(text(store, "k", id)).isEqualTo(text);
                        assertThat(ObjectStoreContract.text(store, "b", "k")).startsWith("writer ");
                    }
                    return made;
                }));
            }
            TreeSet<String> expected = new TreeSet<>();
            for (Future<List<String>> writer : writers) {
                expected.addAll(writer.get());
            }
            TreeSet<String> found = new TreeSet<>();
            for (VersionListing.Entry entry : all(store, "")) {
                String id = ((VersionListing.Version) entry).version().versionId();
                found.add(id + " " + text(store, "k", id));
            }
            assertThat(found).isEqualTo(expected).hasSize(8 * 15);
            VersionListing.Version newest =
                    (VersionListing.Version) all(store, "").getFirst();
            assertThat(newest.latest()).isTrue();
            assertThat(store.find("b", "k")).contains((StoredObject) newest.version());
        }
    }

    @Test
    void namesTheVersionWhoseFileIsGone() throws IOException {
        try (FileObjectStore store = new FileObjectStore(directory)) {
            StoredObject old = ObjectStoreContract.put(store, "b", "k", "old", Versioning.ENABLED);
            ObjectStoreContract.put(store, "b", "k", "new", Versioning.ENABLED);
            try (Stream<Path> files = Files.walk(directory)) {
                Files.delete(files.filter(file -> file.endsWith(old.body()))
                        .findFirst()
                        .orElseThrow());
            }
            assertThatThrownBy(() -> text(store, "k", old.versionId())).isInstanceOf(BodyLostException.class);
            ObjectCheck check = store.check(UnaryOperator.identity());
            assertThat(check.checked()).isEqualTo(2);
            assertThat(check.problems())
                    .singleElement()
                    .extracting(Problem::toString)
                    .asString()
                    .contains("b/k: version " + old.versionId() + ": the file ")
                    .endsWith("put a copy of the file back, or delete that version");
            store.delete(
                    "b",
                    List.of(new Deletion("k", Optional.of(old.versionId()))),
                    Versioning.ENABLED,
                    ObjectStore.Precondition.NONE,
                    ObjectStoreContract.NOW);
            assertThat(store.problems(UnaryOperator.identity())).isEmpty();
            assertThat(store.check(UnaryOperator.identity()).damaged()).isZero();
        }
    }

    @Test
    void pagesThroughVeryManyVersionsOfOneKey() throws SQLException {
        new FileObjectStore(directory).close();
        Connection connection = ObjectLayout.open(directory.resolve("index.db"));
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "INSERT INTO versions WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                            + " WHERE i < 20000) SELECT 'b', CAST('k' AS BLOB), i, 'v' || i, 0, '', 0, '{}', '' FROM n");
        } finally {
            Sqlite.close(connection);
        }
        try (FileObjectStore store = new FileObjectStore(directory)) {
            VersionListing first = new VersionListing(new Listing("", "", "", 1_000), Optional.empty());
            VersionListing.Page page = store.listVersions("b", first);
            assertThat(page.entries()).hasSize(1_000);
            assertThat(page.truncated()).isTrue();
            assertThat(ids(page)).startsWith("v20000", "v19999").endsWith("v19001");
            VersionListing next = new VersionListing(
                    new Listing("", "", "k", 1_000), Optional.of(VersionIds.make(19_001, new java.util.Random(1))));
            assertThat(ids(store.listVersions("b", next))).startsWith("v19000").endsWith("v18001");
            VersionListing last = new VersionListing(
                    new Listing("", "", "k", 1_000), Optional.of(VersionIds.make(3, new java.util.Random(2))));
            assertThat(store.listVersions("b", last))
                    .satisfies(rest -> assertThat(ids(rest)).containsExactly("v2", "v1"))
                    .extracting(VersionListing.Page::truncated)
                    .isEqualTo(false);
            assertThat(store.list("b", new Listing("", "", "", 10)).entries()).isEmpty();
        }
    }

    private static List<String> ids(VersionListing.Page page) {
        return page.entries().stream()
                .map(entry -> ((VersionListing.Version) entry).version().versionId())
                .toList();
    }

    /** SQLite walks its tables in their own order: a page costs what the page has, however much there is. */
    @Test
    void sortsNothingToList() throws SQLException {
        Connection connection = ObjectLayout.open(directory.resolve("index.db"));
        try (Statement explain = connection.createStatement()) {
            for (String table : List.of("objects", "versions")) {
                for (boolean bounded : new boolean[] {true, false}) {
                    String sql = ObjectIndex.rangeSql(table, bounded, bounded)
                            .replace("bucket = ?", "bucket = 'b'")
                            .replace("?", "x'6b'");
                    try (ResultSet row = explain.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getString("detail")).contains("USING PRIMARY KEY (bucket=? AND key>");
                        assertThat(row.next()).isFalse();
                    }
                }
            }
        } finally {
            Sqlite.close(connection);
        }
    }

    @Test
    void keepsTheObjectsOfAnEarlierBuildAsTheirFirstVersions() throws IOException, SQLException {
        try (Stream<Path> files = Files.walk(RELEASED)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                Path to = directory
                        .resolve("objects")
                        .resolve(RELEASED.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
        try (FileObjectStore store = new FileObjectStore(directory.resolve("objects"))) {
            String bucket;
            String key;
            Connection reader = Sqlite.openReader(directory.resolve("objects/index.db"));
            try (Statement select = reader.createStatement();
                    ResultSet row = select.executeQuery("SELECT bucket, key FROM objects LIMIT 1")) {
                assertThat(row.next()).isTrue();
                bucket = row.getString(1);
                key = new String(row.getBytes(2), StandardCharsets.UTF_8);
            } finally {
                Sqlite.close(reader);
            }
            String before = ObjectStoreContract.text(store, bucket, key);
            StoredObject written = ObjectStoreContract.put(store, bucket, key, "new", Versioning.ENABLED);
            assertThat(written.versionId()).hasSize(32);
            try (OpenObject old =
                            store.openVersion(bucket, key, VersionIds.NULL).orElseThrow();
                    InputStream body = old.stream(0)) {
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(before);
            }
            assertThat(directory.resolve("objects/index.db.before-upgrade")).doesNotExist();
            assertThat(store.check(UnaryOperator.identity()).damaged()).isZero();
        }
    }
}
