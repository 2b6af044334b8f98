package dev.postern.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.s3.Versioning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that are locked stay, whoever asks and whenever. */
final class LockedVersionsTest {
    private static final Instant NOW = ObjectStoreContract.NOW;
    private static final ObjectLock HELD = ObjectLock.NONE.withHold(true);

    @TempDir
    private Path directory = Path.of("unset");

    private static List<Deletion.Outcome> delete(
            FileObjectStore store, Versioning versioning, Instant now, Deletion... deletions) {
        return store.delete("b", List.of(deletions), versioning, ObjectStore.Precondition.NONE, now);
    }

    private static void lock(FileObjectStore store, String version, ObjectLock lock) {
        assertThat(store.updateHead("b", "k", Optional.of(version), head -> head.withLock(lock)))
                .isPresent();
    }

    private static ObjectLock retained(ObjectLock.Mode mode, Duration by) {
        return ObjectLock.NONE.withRetention(Optional.of(ObjectLock.Retention.until(mode, NOW.plus(by))));
    }

    @Test
    void aLockLastsUntilItsTimeAndAcrossAStart() throws IOException {
        Duration day = Duration.ofDays(1);
        Deletion old;
        try (FileObjectStore store = new FileObjectStore(directory)) {
            String version = ObjectStoreContract.put(store, "b", "k", "old", Versioning.ENABLED)
                    .versionId();
            old = new Deletion("k", Optional.of(version));
            ObjectStoreContract.put(store, "b", "k", "new", Versioning.ENABLED);
            lock(store, version, retained(ObjectLock.Mode.GOVERNANCE, day));
        }
        try (FileObjectStore store = new FileObjectStore(directory)) {
            assertThat(delete(store, Versioning.ENABLED, NOW, old).getFirst().kept())
                    .contains(retained(ObjectLock.Mode.GOVERNANCE, day));
            lock(store, old.versionId().orElseThrow(), retained(ObjectLock.Mode.COMPLIANCE, day));
            assertThat(delete(store, Versioning.ENABLED, NOW.plus(day).minusMillis(1), old.bypass())
                            .getFirst()
                            .kept())
                    .isPresent();
            assertThat(delete(store, Versioning.ENABLED, NOW.plus(day), old)
                            .getFirst()
                            .kept())
                    .isEmpty();
            assertThat(store.findVersion("b", "k", old.versionId().orElseThrow()))
                    .isEmpty();
        }
    }

    @Test
    void aWriterWhoKnowsNothingOfVersionsTakesNoLockedOneAway() throws IOException {
        try (FileObjectStore store = new FileObjectStore(directory)) {
            ObjectStoreContract.put(store, "b", "k", "locked");
            lock(store, VersionIds.NULL, HELD);
            for (Versioning versioning : List.of(Versioning.NEVER, Versioning.SUSPENDED)) {
                assertThatThrownBy(() -> ObjectStoreContract.put(store, "b", "k", "other", versioning))
                        .isInstanceOf(ObjectStore.LockedException.class);
                assertThatThrownBy(() -> delete(store, versioning, NOW, new Deletion("k", Optional.empty())))
                        .isInstanceOf(ObjectStore.LockedException.class);
            }
            ObjectStoreContract.put(store, "b", "k", "newer", Versioning.ENABLED);
            assertThatThrownBy(() -> ObjectStoreContract.put(store, "b", "k", "other", Versioning.SUSPENDED))
                    .isInstanceOf(ObjectStore.LockedException.class);
            assertThat(ObjectStoreContract.text(store, "b", "k")).isEqualTo("newer");
            assertThat(store.findVersion("b", "k", VersionIds.NULL)).isPresent();
        }
    }

    /** Either the deletion came first, and there was nothing to lock; or the lock did, and nothing is gone. */
    @Test
    void whoeverIsFirstOfALockAndADeletionIsRight() throws IOException, InterruptedException, ExecutionException {
        try (FileObjectStore store = new FileObjectStore(directory);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 50; round++) {
                String version = ObjectStoreContract.put(store, "b", "k", "text", Versioning.ENABLED)
                        .versionId();
                Future<Boolean> locked = threads.submit(
                        () -> store.updateHead("b", "k", Optional.of(version), head -> head.withLock(HELD))
                                .isPresent());
                List<Future<Boolean>> deleted = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    deleted.add(threads.submit(
                            () -> delete(store, Versioning.ENABLED, NOW, new Deletion("k", Optional.of(version)))
                                    .getFirst()
                                    .kept()
                                    .isEmpty()));
                }
                boolean gone = store.findVersion("b", "k", version).isEmpty();
                for (Future<Boolean> one : deleted) {
                    gone |= one.get() && store.findVersion("b", "k", version).isEmpty();
                }
                assertThat(locked.get()).isEqualTo(!gone);
                assertThat(store.findVersion("b", "k", version).isPresent()).isEqualTo(!gone);
            }
        }
    }
}
