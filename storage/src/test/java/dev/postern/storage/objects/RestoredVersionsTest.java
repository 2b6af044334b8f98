package dev.postern.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.s3.Versioning;
import dev.postern.storage.Sqlite;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What time does to copies of archived objects is found, once each, whatever happens to the process and the objects. */
final class RestoredVersionsTest {
    private static final Instant READY = ObjectStoreContract.NOW.plusSeconds(5);
    private static final Instant EXPIRY = ObjectStoreContract.NOW.plus(Duration.ofDays(2));
    private static final Restoration ASKED =
            new Restoration(Restoration.Tier.STANDARD, 1, READY.toEpochMilli(), EXPIRY.toEpochMilli(), false);

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

    private void reopen() {
        close();
        open();
    }

    private StoredObject put(String key, Versioning versioning) throws IOException {
        return ObjectStoreContract.put(store, "b", key, "text of " + key, versioning);
    }

    private void restore(String key, Optional<String> version) {
        assertThat(store.updateHead(
                        "b",
                        key,
                        version,
                        head -> head.withStorageClass("GLACIER").withRestoration(Optional.of(ASKED))))
                .isPresent();
    }

    private List<String> settled(Instant now) {
        return told(now, 100).stream()
                .map(one -> one.object().key() + (one.gone() ? " gone" : " there"))
                .toList();
    }

    private List<Restored> told(Instant now, int max) {
        List<Restored> told = new ArrayList<>();
        boolean any = store.settleRestorations(now, max, told::addAll);
        assertThat(any).isEqualTo(!told.isEmpty());
        return told;
    }

    private Optional<Restoration> restoration(String key) {
        return store.find("b", key).orElseThrow().head().restoration();
    }

    @Test
    void eachIsNotedOnceAcrossStarts() throws IOException {
        put("k", Versioning.NEVER);
        restore("k", Optional.empty());
        assertThat(settled(READY.minusMillis(1))).isEmpty();
        reopen();
        assertThat(restoration("k")).contains(ASKED);
        assertThat(settled(READY)).containsExactly("k there");
        assertThat(settled(READY)).isEmpty();
        assertThat(restoration("k")).map(Restoration::completed).contains(true);
        reopen();
        TreeMap<String, String> tags = new TreeMap<>();
        tags.put("a", "b");
        store.updateHead("b", "k", Optional.empty(), head -> head.withTags(tags));
        assertThat(settled(EXPIRY.minusMillis(1))).isEmpty();
        assertThat(settled(EXPIRY)).containsExactly("k gone");
        assertThat(restoration("k")).isEmpty();
        reopen();
        assertThat(settled(EXPIRY)).isEmpty();
        assertThat(store.find("b", "k").orElseThrow().head().storageClass()).isEqualTo("GLACIER");
    }

    @Test
    void whatCameAndWentWhileNobodyLookedIsToldInOrder() throws IOException {
        put("k", Versioning.NEVER);
        restore("k", Optional.empty());
        assertThat(settled(EXPIRY)).containsExactly("k there", "k gone");
    }

    @Test
    void ofObjectsThatAreGoneOrWrittenOverNothingIsTold() throws IOException {
        put("over", Versioning.NEVER);
        restore("over", Optional.empty());
        put("over", Versioning.NEVER);
        put("gone", Versioning.NEVER);
        restore("gone", Optional.empty());
        store.delete(
                "b",
                List.of(new Deletion("gone", Optional.empty())),
                Versioning.NEVER,
                ObjectStore.Precondition.NONE,
                ObjectStoreContract.NOW);
        assertThat(settled(EXPIRY)).isEmpty();
        put("all", Versioning.NEVER);
        restore("all", Optional.empty());
        store.clear();
        assertThat(settled(EXPIRY)).isEmpty();
    }

    @Test
    void anOldVersionIsFoundWhereItIsByThen() throws IOException {
        StoredObject old = put("k", Versioning.ENABLED);
        restore("k", Optional.empty());
        put("k", Versioning.ENABLED);
        assertThat(told(READY, 100))
                .singleElement()
                .extracting(one -> one.object().versionId())
                .isEqualTo(old.versionId());
        assertThat(restoration("k")).isEmpty();
    }

    @Test
    void manyAreNotedPageByPage() throws IOException {
        for (int i = 0; i < 25; i++) {
            put("k" + i, Versioning.NEVER);
            restore("k" + i, Optional.empty());
        }
        for (int left : new int[] {10, 10, 5, 0}) {
            assertThat(told(READY, 10)).hasSize(left);
        }
    }

    @Test
    void whatIsKeptLongerIsNotGoneAtItsFirstEnd() throws IOException {
        put("k", Versioning.NEVER);
        restore("k", Optional.empty());
        Instant later = EXPIRY.plus(Duration.ofDays(7));
        Restoration longer = ASKED.until(9, later);
        store.updateHead("b", "k", Optional.empty(), head -> head.withRestoration(Optional.of(longer)));
        assertThat(settled(EXPIRY)).containsExactly("k there");
        assertThat(restoration("k")).contains(longer.noted());
        assertThat(settled(later)).containsExactly("k gone");
    }

    @Test
    void whatCannotBeToldIsNotNotedAndToldAgain() throws IOException {
        put("k", Versioning.NEVER);
        restore("k", Optional.empty());
        assertThatThrownBy(() -> store.settleRestorations(EXPIRY, 100, _ -> {
                    throw new IllegalStateException("nobody listens");
                }))
                .hasStackTraceContaining("nobody listens");
        assertThat(restoration("k")).contains(ASKED);
        assertThat(settled(EXPIRY)).containsExactly("k there", "k gone");
    }

    @Test
    void anIndexOfAnEarlierBuildIsBroughtUp() throws IOException, SQLException {
        put("k", Versioning.NEVER);
        close();
        Connection connection = Sqlite.open(directory.resolve("index.db"), ObjectLayout.FORMAT);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DROP TABLE restores");
            statement.executeUpdate("UPDATE objects SET detail = json_remove(detail, '$.head.restoration')");
            statement.executeUpdate("PRAGMA user_version = 2");
        } finally {
            Sqlite.close(connection);
        }
        open();
        assertThat(restoration("k")).isEmpty();
        restore("k", Optional.empty());
        assertThat(settled(READY)).containsExactly("k there");
    }
}
