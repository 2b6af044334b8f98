package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.InternetGateway;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LedgerCloudTest {
    @Test
    void decidesOnTheNewestStateAndAnswersWhenItIsDurable() {
        try (LedgerCloud cloud = new LedgerCloud(new MemoryLedger())) {
            long sequence = cloud.commit(s -> new Cloud.Outcome<>(Samples.putGateway(1), s.sequence()));
            assertThat(sequence).isZero();
            assertThat(cloud.snapshot().sequence()).isEqualTo(1);
            assertThat(cloud.<Integer>read(
                            s -> s.all(InternetGateway.class).in(Samples.SCOPE).size()))
                    .isEqualTo(1);
        }
    }

    @Test
    void writesNothingForAnEmptyChangeOrAnException() {
        try (LedgerCloud cloud = new LedgerCloud(new MemoryLedger())) {
            assertThat(cloud.<String>commit(s -> new Cloud.Outcome<>(Change.NONE, "seen")))
                    .isEqualTo("seen");
            assertThatThrownBy(() -> cloud.commit(s -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(cloud.snapshot().sequence()).isZero();
        }
    }

    @Test
    void losesNoCommitOfManyThreadsAndWritesSeveralAtOnce() throws InterruptedException, ExecutionException {
        CountingLedger ledger = new CountingLedger();
        List<Snapshot> seen = Collections.synchronizedList(new ArrayList<>());
        try (LedgerCloud cloud = new LedgerCloud(ledger);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            cloud.onCommit(seen::add);
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                answers.add(threads.submit(() -> cloud.commit(s -> {
                    int count = s.all(InternetGateway.class).in(Samples.SCOPE).size();
                    return new Cloud.Outcome<>(Samples.putGateway(count), count);
                })));
            }
            List<Integer> counts = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                counts.add(answer.get());
            }
            assertThat(counts).doesNotHaveDuplicates().hasSize(500);
            assertThat(cloud.snapshot().sequence()).isEqualTo(500);
            assertThat(ledger.appends.get()).isLessThan(500);
        }
        assertThat(seen.getLast().sequence()).isEqualTo(500);
        assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()));
    }

    @Test
    void decidesAgainWhenAnotherCommitGotInFirst() throws Ledger.ConflictException {
        MemoryLedger shared = new MemoryLedger();
        try (LedgerCloud cloud = new LedgerCloud(shared)) {
            shared.append(1, List.of(Samples.putGateway(1)));
            int count = cloud.commit(s -> new Cloud.Outcome<>(
                    Samples.putGateway(2),
                    s.all(InternetGateway.class).in(Samples.SCOPE).size()));
            assertThat(count).isEqualTo(1);
            assertThat(cloud.snapshot().sequence()).isEqualTo(2);
        }
    }

    @Test
    void tellsTheCallerWhenTheDiskFailsAndGoesOnAfterwards() {
        CountingLedger ledger = new CountingLedger();
        try (LedgerCloud cloud = new LedgerCloud(ledger)) {
            ledger.full.set(true);
            assertThatThrownBy(() -> cloud.commit(s -> new Cloud.Outcome<>(Samples.putGateway(1), "")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("disk full");
            assertThat(cloud.snapshot().sequence()).isZero();
            ledger.full.set(false);
            cloud.commit(s -> new Cloud.Outcome<>(Samples.putGateway(2), ""));
            assertThat(cloud.snapshot().in(InternetGateway.class, Samples.SCOPE))
                    .containsExactly(Samples.gateway(2));
        }
    }

    @Test
    void emptiesTheCloudInOneCommit() {
        try (LedgerCloud cloud = new LedgerCloud(new MemoryLedger())) {
            cloud.commit(s -> new Cloud.Outcome<>(Samples.putGateway(1), ""));
            cloud.commit(s -> new Cloud.Outcome<>(Change.builder().removeAll(s).build(), ""));
            assertThat(cloud.snapshot().all(InternetGateway.class).stream()).isEmpty();
            assertThat(cloud.snapshot().sequence()).isEqualTo(2);
        }
    }

    /** A slow disk that can be full. */
    private static final class CountingLedger implements Ledger {
        private final MemoryLedger ledger = new MemoryLedger();
        private final AtomicInteger appends = new AtomicInteger();
        private final AtomicBoolean full = new AtomicBoolean();

        @Override
        public Snapshot load() {
            return ledger.load();
        }

        @Override
        public void append(long first, List<Change> changes) throws ConflictException {
            if (full.get()) {
                throw new StorageException("disk full");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            appends.incrementAndGet();
            ledger.append(first, changes);
        }

        @Override
        public void close() {
            ledger.close();
        }
    }
}
