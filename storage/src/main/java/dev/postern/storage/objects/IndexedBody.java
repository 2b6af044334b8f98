package dev.postern.storage.objects;

import dev.postern.model.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A body as the index has it: an object's, or that of a part of an unfinished upload.
 *
 * @param size in bytes
 * @param versionId the object's; of a part, empty
 * @param part empty for an object
 */
record IndexedBody(String name, long size, String bucketId, String key, String versionId, Optional<Part> part) {
    private static final String IN_ORDER = """
            SELECT body, size, bucket, key, NULL, 0, version FROM objects
            UNION ALL SELECT body, size, bucket, key, NULL, 0, version FROM versions WHERE body <> ''
            UNION ALL SELECT p.body, p.size, u.bucket, u.key, p.upload, p.number, ''
                FROM parts p JOIN uploads u ON u.upload = p.upload
            UNION ALL SELECT body, 0, NULL, NULL, NULL, 0, '' FROM garbage
            ORDER BY 1""";

    record Part(String upload, int number) {}

    /**
     * A body that is not there as the index has it.
     *
     * @param altered whether only its contents are not what they should be
     */
    record Lost(String bucketId, String key, String text, boolean altered) {
        Problem problem(UnaryOperator<String> bucketName) {
            return new Problem(
                    Problem.Code.OBJECT_BODY_LOST,
                    Problem.Severity.ERROR,
                    bucketName.apply(bucketId) + "/" + key,
                    text);
        }
    }

    /** Takes bodies one by one. */
    interface Visitor {
        void body(IndexedBody body);

        /** A body that belongs to nothing any more, and whose file goes or has gone. */
        void garbage(String name);
    }

    static IndexedBody of(String bucketId, StoredObject object) {
        return new IndexedBody(
                object.body(), object.size(), bucketId, object.key(), object.versionId(), Optional.empty());
    }

    /** Shows every body of the index in the order of names, as it is at one moment. */
    static boolean visit(Connection c, Visitor visitor) throws SQLException {
        try (Statement select = c.createStatement();
                ResultSet row = select.executeQuery(IN_ORDER)) {
            while (row.next()) {
                String bucketId = row.getString(3);
                String upload = row.getString(5);
                if (bucketId == null) {
                    visitor.garbage(row.getString(1));
                    continue;
                }
                visitor.body(new IndexedBody(
                        row.getString(1),
                        row.getLong(2),
                        bucketId,
                        new String(row.getBytes(4), StandardCharsets.UTF_8),
                        row.getString(7),
                        upload == null ? Optional.empty() : Optional.of(new Part(upload, row.getInt(6)))));
            }
            return true;
        }
    }

    /** Whether the index still has it. */
    boolean isIndexed(Connection c) throws SQLException {
        return part.isEmpty()
                ? VersionRows.find(c, bucketId, key, versionId)
                        .filter(found -> found instanceof StoredObject object
                                && object.body().equals(name))
                        .isPresent()
                : ObjectIndex.parts(c, part.get().upload()).stream()
                        .anyMatch(kept -> kept.body().equals(name));
    }

    /** That it is lost, and what to do. */
    Lost lost(String how) {
        return new Lost(bucketId, key, told(how), false);
    }

    static String otherContents(Path file) {
        return "the file " + file + " has other contents than were written";
    }

    /** That it has other contents, and what to do. */
    Lost altered(String how) {
        return new Lost(bucketId, key, told(how), true);
    }

    private String told(String how) {
        return part.map(p -> "part " + p.number() + " of the unfinished upload " + p.upload() + ": " + how
                        + ": put a copy of the file back, upload the part again, or abort the upload")
                .orElse(
                        versionId.equals(VersionIds.NULL)
                                ? how + ": put a copy of the file back, write the object anew, or delete it"
                                : "version " + versionId + ": " + how
                                        + ": put a copy of the file back, or delete that version");
    }
}
