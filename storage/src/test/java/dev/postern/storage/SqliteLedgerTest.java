package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Change;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteLedgerTest extends LedgerContract {
    @TempDir
    private Path directory = Path.of("unset");

    private final List<Ledger> open = new ArrayList<>();

    @Override
    SqliteLedger ledger() {
        return reopen(1 << 20);
    }

    private SqliteLedger reopen(int replayBytesMin) {
        open.forEach(Ledger::close);
        SqliteLedger ledger = new SqliteLedger(directory.resolve("ledger.db"), replayBytesMin);
        open.add(ledger);
        return ledger;
    }

    @AfterEach
    void close() {
        open.forEach(Ledger::close);
    }

    @Test
    void isThereAfterARestart() throws Ledger.ConflictException {
        ledger().append(1, List.of(Samples.putGateway(1), Samples.putGateway(2)));
        ledger().append(3, List.of(Change.remove(Samples.gateway(2))));
        assertThat(ledger().load().sequence()).isEqualTo(3);
        assertThat(ledger().load().in(InternetGateway.class, Samples.SCOPE)).containsExactly(Samples.gateway(1));
    }

    @Test
    void goesOnAfterADiskThatWasFull() throws Ledger.ConflictException, SQLException {
        SqliteLedger ledger = ledger();
        ledger.append(1, List.of(Samples.putGateway(1)));
        // As on a full disk, SQLite gives the transaction up by itself.
        execute("CREATE TRIGGER full BEFORE INSERT ON commits WHEN NEW.sequence = 3"
                + " BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END");
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThatThrownBy(() -> ledger.append(2, List.of(Samples.putGateway(2), Samples.putGateway(3))))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("the disk is full");
            assertThat(ledger.load().sequence()).isEqualTo(1);
        }
        execute("DROP TRIGGER full");
        ledger.append(2, List.of(Samples.putGateway(4)));
        assertThat(ledger().load().in(InternetGateway.class, Samples.SCOPE))
                .containsExactly(Samples.gateway(1), Samples.gateway(4));
    }

    @Test
    void replaysOnlyWhatCameAfterItsSnapshot() throws Ledger.ConflictException, SQLException {
        Ledger ledger = reopen(2_000);
        for (int i = 1; i <= 100; i++) {
            ledger.append(i, List.of(Samples.putGateway(i % 10)));
        }
        assertThat(reopen(2_000).load().sequence()).isEqualTo(100);
        assertThat(reopen(2_000).load().in(InternetGateway.class, Samples.SCOPE))
                .hasSize(10);
        try (Connection raw = raw();
                Statement statement = raw.createStatement()) {
            assertThat(statement.executeQuery("SELECT count(*) FROM commits").getInt(1))
                    .isLessThan(50);
        }
    }

    @Test
    void refusesFilesThatAreNotLedgers() throws IOException, SQLException {
        Path file = directory.resolve("ledger.db");
        Files.writeString(file, "this is no database, and it is long enough to be taken for one".repeat(100));
        assertThatThrownBy(this::ledger)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("ledger.db is damaged, or is not a file of Postern");
        Files.delete(file);
        try (Connection raw = raw();
                Statement statement = raw.createStatement()) {
            statement.execute("CREATE TABLE recipes (name TEXT)");
        }
        assertThatThrownBy(this::ledger)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a database of another program");
    }

    @Test
    void refusesAnotherFormatAGapAndUnknownKinds() throws SQLException, Ledger.ConflictException {
        ledger().append(1, List.of(Samples.putGateway(1), Samples.putGateway(2), Samples.putGateway(3)));
        edit("UPDATE commits SET change = replace(change, 'InternetGateway', 'Wormhole') WHERE sequence = 3");
        assertThatThrownBy(this::ledger).hasMessageContaining("ledger.db").hasMessageContaining("Wormhole");
        edit("DELETE FROM commits WHERE sequence = 2");
        assertThatThrownBy(this::ledger).hasMessageContaining("commit 2 is missing");
        edit("PRAGMA user_version = 99");
        assertThatThrownBy(this::ledger)
                .hasMessageContaining(
                        "has format 99, and this version of Postern knows formats up to 2: a newer Postern wrote it");
    }

    @Test
    void saysWhatIsDamagedAndWhatToDoAndChangesNothing() throws Exception {
        Path file = directory.resolve("ledger.db");
        for (int i = 1; i <= 300; i++) {
            ledger().append(i, List.of(Samples.putGateway(i)));
        }
        edit("PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] whole = Files.readAllBytes(file);
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        byte[] garbage = whole.clone();
        Arrays.fill(garbage, 8_192, 12_288, (byte) 0x5a);
        for (byte[] damaged : List.of(cut, garbage)) {
            Files.write(file, damaged);
            assertThatThrownBy(this::ledger)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("ledger.db")
                    .hasMessageContaining("damaged")
                    .hasMessageContaining("Nothing was changed. Put a copy of it that is whole in its place");
            assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        }
        Files.write(file, whole);
        assertThat(ledger().load().sequence()).isEqualTo(300);
    }

    @Test
    void keepsTheFileAsItWasWhenAnUpgradeFails() throws Exception {
        ledger().append(1, List.of(Samples.putGateway(1)));
        edit("UPDATE commits SET change = replace(change, 'InternetGateway@1', 'InternetGateway')");
        edit("PRAGMA user_version = 1");
        edit("CREATE TRIGGER full BEFORE INSERT ON snapshot BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END");
        assertThatThrownBy(this::ledger)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("cannot be brought up to format 2, and is as it was")
                .hasMessageContaining("the disk is full");
        assertThat(directory.resolve("ledger.db.before-upgrade")).exists();
        edit("DROP TRIGGER full");
        assertThat(ledger().load().in(InternetGateway.class, Samples.SCOPE)).containsExactly(Samples.gateway(1));
        assertThat(directory.resolve("ledger.db.before-upgrade")).doesNotExist();
        try (Connection raw = raw();
                Statement statement = raw.createStatement()) {
            assertThat(statement.executeQuery("PRAGMA user_version").getInt(1)).isEqualTo(2);
            assertThat(statement.executeQuery("SELECT entities FROM snapshot").getString(1))
                    .contains("\"InternetGateway@1\"");
        }
    }

    @Test
    void opensRowsOfAnOlderVersionAndWritesThemAnew() throws Exception {
        // Version 1 of this kind had no tags, and a primitive or a collection has no default of its own.
        EntityFormats later = new EntityFormats(List.of(EntityFormat.first("InternetGateway", InternetGateway.class)
                .then(node -> node.set("tags", node.objectNode()))));
        ledger().append(1, List.of(Samples.putGateway(1)));
        edit("UPDATE commits SET change = replace(change, ',\"tags\":{}', '')");
        assertThatThrownBy(this::ledger).hasMessageContaining("tags");
        try (SqliteLedger upgraded = new SqliteLedger(directory.resolve("ledger.db"), 1 << 20, later)) {
            assertThat(upgraded.load().in(InternetGateway.class, Samples.SCOPE)).containsExactly(Samples.gateway(1));
        }
        assertThatThrownBy(this::ledger).hasMessageContaining("a newer Postern wrote it, and is needed to open it");
    }

    @Test
    void startsNoEmptyLedgerWhereObjectsSayThatThereWasOne() throws Exception {
        Files.createDirectories(directory.resolve("objects"));
        Files.writeString(directory.resolve("objects/index.db"), "not empty");
        assertThatThrownBy(this::ledger)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("ledger.db is missing, though objects are there");
        Files.writeString(directory.resolve("ledger.db"), "");
        assertThatThrownBy(this::ledger).hasMessageContaining("ledger.db is empty, though objects are there");
        assertThat(directory.resolve("ledger.db")).isEmptyFile();
    }

    @Test
    void keepsEveryAcknowledgedCommitWhenTheProcessIsKilled() throws IOException, InterruptedException {
        Path output = directory.resolve("acknowledged");
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommitsUntilKilled.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start();
        try {
            Await.until(
                    "the child has committed",
                    Duration.ofSeconds(30),
                    () -> lines(output).size() > 200);
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        long acknowledged =
                lines(output).stream().mapToLong(Long::parseLong).max().orElseThrow();
        try (DataDirectory data = DataDirectory.open(directory);
                SqliteLedger ledger = new SqliteLedger(data.ledger())) {
            assertThat(ledger.load().sequence()).isBetween(acknowledged, acknowledged + 100);
            assertThat(ledger.load().all(InternetGateway.class).stream().count())
                    .isEqualTo(ledger.load().sequence());
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

    private void edit(String sql) throws SQLException {
        open.forEach(Ledger::close);
        open.clear();
        try (Connection raw = raw();
                Statement statement = raw.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection raw() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger.db"));
    }

    private void execute(String sql) throws SQLException {
        try (Connection other = raw();
                Statement statement = other.createStatement()) {
            statement.execute(sql);
        }
    }
}
