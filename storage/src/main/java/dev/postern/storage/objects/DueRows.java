package dev.postern.storage.objects;

import dev.postern.model.s3.Versioning;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Does to versions what is due, where each is still what it was when that was found. */
final class DueRows {
    private DueRows() {}

    /** What was done, if it was; the bodies that are free then are added. */
    static Optional<Settled> settle(
            Connection c,
            String bucketId,
            Due due,
            Versioning versioning,
            Instant now,
            RandomGenerator random,
            List<String> free)
            throws SQLException {
        VersionEntry version = due.version();
        Optional<VersionEntry> found = VersionRows.find(c, bucketId, version.key(), version.versionId());
        if (!found.equals(Optional.of(version)) || !stands(c, bucketId, due)) {
            return Optional.empty();
        }
        if (due.storageClass().isPresent()) {
            StoredObject object = (StoredObject) version;
            VersionRows.updateHead(
                    c,
                    bucketId,
                    object.withHead(
                            object.head().withStorageClass(due.storageClass().get())));
            return Optional.of(new Settled(due, Optional.empty()));
        }
        if (due.standing() != Due.Standing.CURRENT) {
            Deletion deletion = new Deletion(version.key(), Optional.of(version.versionId()));
            return Optional.of(
                            VersionRows.delete(c, bucketId, deletion, Optional.empty(), versioning, now, random, free))
                    .filter(outcome -> outcome.kept().isEmpty())
                    .map(outcome -> new Settled(due, Optional.of(outcome)));
        }
        StoredObject object = (StoredObject) version;
        boolean stays = versioning == Versioning.ENABLED || !object.versionId().equals(VersionIds.NULL);
        if (!stays && object.head().isLocked(now, false)) {
            return Optional.empty();
        }
        Deletion deletion = new Deletion(version.key(), Optional.empty());
        Deletion.Outcome outcome =
                VersionRows.delete(c, bucketId, deletion, Optional.of(object), versioning, now, random, free);
        ObjectIndex.overtake(c, bucketId, object);
        return Optional.of(new Settled(due, Optional.of(outcome)));
    }

    private static boolean stands(Connection c, String bucketId, Due due) throws SQLException {
        String from = " WHERE bucket = ? AND key = ?";
        try (PreparedStatement select = c.prepareStatement("SELECT version FROM (SELECT version, place FROM objects"
                + from + " UNION ALL SELECT version, place FROM versions" + from + ") ORDER BY place DESC LIMIT 2")) {
            for (int i = 0; i < 4; i += 2) {
                select.setString(i + 1, bucketId);
                select.setBytes(i + 2, ObjectIndex.bytes(due.version().key()));
            }
            try (ResultSet row = select.executeQuery()) {
                boolean newest =
                        row.next() && row.getString(1).equals(due.version().versionId());
                return switch (due.standing()) {
                    case CURRENT -> newest;
                    case NONCURRENT -> !newest;
                    case ALONE -> newest && !row.next();
                };
            }
        }
    }
}
