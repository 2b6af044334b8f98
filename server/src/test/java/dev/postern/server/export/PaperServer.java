package dev.postern.server.export;

import dev.postern.model.AccountId;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.server.OnPaper;
import dev.postern.server.verify.Perimeter;
import dev.postern.server.verify.Perimeter.Judged;
import dev.postern.server.verify.Perimeter.Pair;
import dev.postern.storage.items.SqliteItemStore;
import dev.postern.storage.objects.FileObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A state, exported and verified as a server would. */
final class PaperServer implements AutoCloseable {
    static final AccountId SELF = new AccountId("000000000000");

    private final FileObjectStore objects;
    private final SqliteItemStore items;
    private final Snapshot snapshot;
    private final Perimeter perimeter;

    PaperServer(Path directory, Snapshot snapshot) throws IOException {
        this.objects = new FileObjectStore(directory.resolve("objects"));
        this.items = new SqliteItemStore(directory.resolve("items.db"));
        this.snapshot = snapshot;
        this.perimeter = OnPaper.perimeter(
                snapshot,
                objects,
                items,
                SELF,
                Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC),
                new Ids(new Random(7)));
    }

    String exported(List<Pair> earlier) {
        return PerimeterExport.of(snapshot, earlier, perimeter::judge);
    }

    String exported() {
        return exported(List.of());
    }

    /** The questions of a file that do not hold. */
    List<String> broken(String file) {
        List<String> broken = new ArrayList<>();
        perimeter.foretell(file, one -> {
            if (!one.path("holds").asBoolean()) {
                broken.add(one.path("from").asText() + " -> " + one.path("what").asText());
            }
        });
        return broken;
    }

    boolean allowed(String from, String what) {
        return perimeter.judge(new Pair(from, "", what, Perimeter.How.PLAIN, false)) instanceof Judged judged
                && judged.allowed();
    }

    @Override
    public void close() throws IOException {
        items.close();
        objects.close();
    }
}
