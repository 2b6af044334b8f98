package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.Snapshot;
import dev.postern.storage.objects.DescribedObjects;
import dev.postern.storage.objects.FileObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every release wrote opens, is brought up to what this version writes, and then is what its {@code state.json} says.
 *
 * <p>{@code ledgers/RELEASE/} is the data directory of that release, as it left it. Its {@code state.json} is the state in
 * today's words: who changes a format writes it anew by {@code -Dgolden.update}, and reads what has changed in it.
 */
final class ReleasedLedgersTest {
    private static final Path RELEASES = Path.of("src/test/resources/ledgers");
    private static final EntityJson JSON = new EntityJson(EntityFormats.CURRENT);

    @TempDir
    private Path directory = Path.of("unset");

    static List<Path> releases() throws IOException {
        try (Stream<Path> found = Files.list(RELEASES)) {
            return found.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void opensUpgradesAndEqualsItsDescribedState(Path release) throws IOException {
        copy(release, directory);
        Path described = release.resolve("state.json");
        for (int start = 1; start <= 2; start++) { // the second finds what the first has made of it
            String state = state();
            if (System.getProperty("golden.update") != null) {
                Files.writeString(described, state);
            }
            assertThat(state).isEqualTo(Files.readString(described));
            assertThat(directory.resolve("ledger.db.before-upgrade")).doesNotExist();
        }
    }

    private String state() throws IOException {
        try (SqliteLedger ledger = new SqliteLedger(directory.resolve("ledger.db"));
                FileObjectStore objects = new FileObjectStore(directory.resolve("objects"))) {
            Snapshot state = ledger.load();
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode all = mapper.createObjectNode().put("sequence", state.sequence());
            all.set("entities", mapper.readTree(JSON.write(state)));
            all.set("objects", mapper.valueToTree(DescribedObjects.of(objects, state)));
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            all.filter(Files::isRegularFile).forEach(file -> {
                try {
                    Path target = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(target.resolveSibling("."));
                    Files.copy(file, target);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
