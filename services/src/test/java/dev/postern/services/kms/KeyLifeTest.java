package dev.postern.services.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.kms.KeyAlias;
import dev.postern.model.kms.KeyGrant;
import dev.postern.model.kms.KeyMaterial;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.Ids;
import dev.postern.model.time.InForce;
import dev.postern.services.keyring.Ciphertext;
import dev.postern.services.keyring.Materials;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What comes to pass with keys by time alone. */
final class KeyLifeTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Scope SCOPE = new Scope(new AccountId("111122223333"), Region.US_EAST_1);
    private static final byte[] PLAIN = {1, 2, 3};

    private final Ids ids = new Ids(new Random(7));
    private final KeyLife life = new KeyLife(ids);

    private KmsKey key(KmsKey.Status status, KmsKey.Rotation rotation) {
        return new KmsKey(
                SCOPE,
                ids.uuid(),
                KmsKey.Keeper.CUSTOMER,
                "",
                status,
                rotation,
                List.of(Materials.fresh(ids, START, KeyMaterial.Cause.CREATION)),
                Optional.empty(),
                "{}",
                START,
                Tags.NONE);
    }

    @Test
    void aKeyGoesWithItsNamesAndGrantsOnItsDayAndNotBefore() {
        Instant day = START.plus(Duration.ofDays(7));
        KmsKey gone = key(new KmsKey.PendingDeletion(day), KmsKey.Rotation.NONE);
        KmsKey stays = key(new KmsKey.Enabled(), KmsKey.Rotation.NONE);
        Snapshot snapshot = Snapshot.EMPTY.apply(
                1,
                Change.builder()
                        .put(gone)
                        .put(stays)
                        .put(new KeyAlias(SCOPE, "alias/gone", gone.id(), START, START))
                        .put(new KeyAlias(SCOPE, "alias/stays", stays.id(), START, START))
                        .put(new KeyGrant(
                                SCOPE,
                                "0".repeat(64),
                                gone.id(),
                                "",
                                "arn:aws:iam::111122223333:root",
                                Optional.empty(),
                                SCOPE.account(),
                                List.of("Decrypt"),
                                Optional.empty(),
                                START))
                        .build());
        assertThat(life.due(snapshot, InForce.NOTHING)).contains(day);
        assertThat(life.pass(snapshot, day.minusMillis(1), InForce.NOTHING)).isEqualTo(Change.NONE);
        Snapshot after = snapshot.apply(2, life.pass(snapshot, day, InForce.NOTHING));
        assertThat(after.all(KmsKey.class).in(SCOPE)).containsExactly(stays);
        assertThat(after.all(KeyAlias.class).in(SCOPE))
                .extracting(KeyAlias::name)
                .containsExactly("alias/stays");
        assertThat(after.all(KeyGrant.class).in(SCOPE)).isEmpty();
        assertThat(life.due(after, InForce.NOTHING)).isEmpty();
    }

    @Test
    void aKeyThatRotatesGetsNewMaterialAndKeepsTheOld() {
        Instant day = START.plus(Duration.ofDays(90));
        KmsKey key = key(new KmsKey.Enabled(), new KmsKey.Rotation(90, Optional.of(day)));
        byte[] sealed = Ciphertext.encrypt(key, PLAIN, Map.of(), ids.hex(Ciphertext.NONCE_DIGITS));
        Snapshot snapshot = Snapshot.EMPTY.apply(1, Change.put(key));
        Instant late = day.plus(Duration.ofDays(400));
        Snapshot after = snapshot.apply(2, life.pass(snapshot, late, InForce.NOTHING));
        KmsKey rotated = after.find(KmsKey.class, SCOPE, key.id()).orElseThrow();
        assertThat(rotated.material()).hasSize(2);
        assertThat(rotated.current().cause()).isEqualTo(KeyMaterial.Cause.AUTOMATIC);
        assertThat(rotated.rotation().next()).contains(late.plus(Duration.ofDays(90)));
        assertThat(Ciphertext.parse(sealed).orElseThrow().decrypt(rotated, Map.of()))
                .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(PLAIN));
        byte[] fresh = Ciphertext.encrypt(rotated, PLAIN, Map.of(), ids.hex(Ciphertext.NONCE_DIGITS));
        assertThat(Ciphertext.parse(fresh).orElseThrow().decrypt(key, Map.of())).isEmpty();
        assertThat(life.due(after, InForce.NOTHING)).contains(late.plus(Duration.ofDays(90)));
    }

    @Test
    void aDisabledKeyDoesNotRotate() {
        KmsKey key = key(new KmsKey.Disabled(), new KmsKey.Rotation(90, Optional.of(START)));
        Snapshot snapshot = Snapshot.EMPTY.apply(1, Change.put(key));
        assertThat(life.due(snapshot, InForce.NOTHING)).isEmpty();
    }
}
