package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work in one transaction does not harm what is beside it. */
final class SqliteWriterTest {
    private static final Sqlite.Format FORMAT =
            new Sqlite.Format(7, 1, 1, List.of("CREATE TABLE words (word TEXT PRIMARY KEY)"));

    private final Connection connection;
    private final SqliteWriter writer;

    SqliteWriterTest(@TempDir Path directory) {
        this.connection = Sqlite.open(directory.resolve("words.db"), FORMAT);
        this.writer = new SqliteWriter(connection, "words");
    }

    @AfterEach
    void close() {
        Sqlite.close(connection);
    }

    @Test
    void workThatThrowsAfterItHasWrittenIsUndoneAlone() {
        CountDownLatch together = new CountDownLatch(1);
        CompletableFuture<Boolean> first = begin(c -> {
            awaitUninterrupted(together);
            return insert(c, "first");
        });
        CompletableFuture<Boolean> refused = begin(c -> {
            insert(c, "refused");
            throw new IllegalStateException("no");
        });
        CompletableFuture<Boolean> twice = begin(c -> {
            insert(c, "another");
            return insert(c, "another");
        });
        CompletableFuture<Boolean> last = begin(c -> insert(c, "last"));
        together.countDown();

        assertThat(first.join()).isTrue();
        assertThat(last.join()).isTrue();
        assertThatThrownBy(refused::join).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(twice::join)
                .hasCauseInstanceOf(StorageException.class)
                .hasMessageContaining("words was not written");
        writer.close();
        assertThat(words()).containsExactly("first", "last");
    }

    private CompletableFuture<Boolean> begin(Sqlite.Work<Boolean> work) {
        return CompletableFuture.supplyAsync(() -> writer.run(work, _ -> {}), Thread::startVirtualThread);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean insert(Connection c, String word) throws SQLException {
        try (var insert = c.prepareStatement("INSERT INTO words VALUES (?)")) {
            insert.setString(1, word);
            return insert.executeUpdate() == 1;
        }
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT word FROM words ORDER BY word")) {
            while (row.next()) {
                words.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return words;
    }
}
