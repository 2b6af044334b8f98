package dev.postern.storage.objects;

import dev.postern.model.Problem;
import dev.postern.storage.SqliteReaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One look into every object's body: what is read must come to the object's ETag. It takes page after page of the index, which can be
 * written meanwhile. What is replaced or deleted before it is read is left out, and so is what a look at the files alone would find.
 */
final class ContentsScan {
    private static final int PAGE = 500;

    private final SqliteReaders readers;
    private final BodyFiles files;
    private final Supplier<BodyKey> ownKey;
    private final LostBodies lost;
    private final UnaryOperator<String> bucketName;

    private final Set<String> damaged = new TreeSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private long compared;
    private long opaque;

    /**
     * A scan.
     *
     * @param ownKey the store's, asked for where an object needs it
     * @param lost holds afterwards which contents are not as they were, and no other contents
     */
    ContentsScan(
            SqliteReaders readers,
            BodyFiles files,
            Supplier<BodyKey> ownKey,
            LostBodies lost,
            UnaryOperator<String> bucketName) {
        this.readers = readers;
        this.files = files;
        this.ownKey = ownKey;
        this.lost = lost;
        this.bucketName = bucketName;
    }

    ContentsCheck run() {
        Set<String> before = lost.names(true);
        readers.read(ContentsScan::buckets).forEach(this::bucket);
        before.stream().filter(name -> !damaged.contains(name)).forEach(lost::over);
        return new ContentsCheck(compared, opaque, damaged.size(), problems);
    }

    private static List<String> buckets(Connection c) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Statement select = c.createStatement();
                ResultSet row = select.executeQuery("SELECT bucket FROM objects UNION SELECT bucket FROM versions")) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }

    private void bucket(String bucketId) {
        String after = "";
        Optional<String> afterVersion = Optional.empty();
        Optional<VersionListing.Entry> last;
        do {
            VersionListing listing = new VersionListing(new Listing("", "", after, PAGE), afterVersion);
            VersionListing.Page page = readers.read(c -> IndexVersionListing.read(c, bucketId, listing));
            for (VersionListing.Entry entry : page.entries()) {
                if (entry instanceof VersionListing.Version(StoredObject object, var _)) {
                    look(bucketId, object);
                }
            }
            last = page.last();
            if (last.orElse(null) instanceof VersionListing.Version(VersionEntry version, var _)) {
                after = version.key();
                afterVersion = Optional.of(version.versionId());
            }
        } while (last.isPresent());
    }

    private void look(String bucketId, StoredObject object) {
        if (!ContentsTag.saysContents(object)) {
            opaque++;
            return;
        }
        OptionalLong length = files.size(object.body());
        if (length.isEmpty() || length.getAsLong() != object.size()) {
            return;
        }
        Optional<String> wrong;
        try {
            wrong = tag(object).equals(object.etag())
                    ? Optional.empty()
                    : Optional.of(IndexedBody.otherContents(files.home(object.body())));
        } catch (NoSuchFileException e) {
            return; // replaced or deleted meanwhile
        } catch (IOException e) {
            wrong = Optional.of("the file " + files.home(object.body()) + " cannot be read: " + e.getMessage());
        }
        compared++;
        wrong.ifPresent(how -> found(IndexedBody.of(bucketId, object), how));
    }

    private void found(IndexedBody body, String how) {
        IndexedBody.Lost what = body.altered(how);
        lost.found(body.name(), what);
        if (!readers.read(body::isIndexed)) {
            lost.over(body.name());
            return;
        }
        damaged.add(body.name());
        if (problems.size() < LostBodies.NAMED_MAX) {
            problems.add(what.problem(bucketName));
        }
    }

    private String tag(StoredObject object) throws IOException {
        try (InputStream raw = Channels.newInputStream(files.open(object.body()));
                InputStream body =
                        object.head().sealing().isEmpty() ? raw : new Unsealed(raw, object, ownKey.get(), 0)) {
            return ContentsTag.of(body, object);
        }
    }
}
