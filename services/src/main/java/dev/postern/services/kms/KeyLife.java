package dev.postern.services.kms;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.kms.KeyAlias;
import dev.postern.model.kms.KeyGrant;
import dev.postern.model.kms.KeyMaterial;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.Ids;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import dev.postern.model.time.Waiting;
import dev.postern.services.keyring.Materials;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A key that was to be deleted goes, with its aliases and grants; one that rotates gets new material. */
public final class KeyLife implements Passage {
    private final Ids ids;

    /**
     * The life of all keys.
     *
     * @param ids where new material comes from
     */
    public KeyLife(Ids ids) {
        this.ids = ids;
    }

    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        return Waiting.first(snapshot, Indexes.KEYS_BY_TIME);
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        for (KmsKey key : Waiting.due(snapshot, Indexes.KEYS_BY_TIME, now)) {
            if (key.status() instanceof KmsKey.PendingDeletion) {
                remove(snapshot, key, change);
            } else {
                change.put(rotated(key, key.nextByTime().orElseThrow(), now));
            }
        }
        return change.build();
    }

    private static void remove(Snapshot snapshot, KmsKey key, Change.Builder change) {
        for (KeyAlias alias : snapshot.by(Indexes.ALIASES_BY_KEY, key.id()).values()) {
            change.remove(alias);
        }
        for (KeyGrant grant : snapshot.by(Indexes.GRANTS_BY_KEY, key.id()).values()) {
            change.remove(grant);
        }
        change.remove(key);
    }

    /** Once, however many periods have gone by: nothing was encrypted meanwhile that would know. */
    private KmsKey rotated(KmsKey key, Instant due, Instant now) {
        Duration period = Duration.ofDays(key.rotation().periodInDays());
        Instant next = due.plus(period);
        KmsKey.Rotation rotation = new KmsKey.Rotation(
                key.rotation().periodInDays(), Optional.of(next.isAfter(now) ? next : now.plus(period)));
        return key.rotated(Materials.fresh(ids, now, KeyMaterial.Cause.AUTOMATIC))
                .with(rotation);
    }
}
