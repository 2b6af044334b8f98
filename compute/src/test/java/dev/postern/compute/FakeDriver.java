package dev.postern.compute;

import dev.postern.model.ec2.InstanceId;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** A driver that keeps instances in memory, and fails for those that it is told to. */
final class FakeDriver implements InstanceDriver {
    final ConcurrentSkipListMap<InstanceId, Observed> instances = new ConcurrentSkipListMap<>();
    final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    final Set<InstanceId> broken = ConcurrentHashMap.newKeySet();
    final Set<InstanceId> unprepared = ConcurrentHashMap.newKeySet();

    final Set<InstanceId> slow = ConcurrentHashMap.newKeySet();

    /** Whose start is slow wait for this. */
    final CompletableFuture<Boolean> pace = new CompletableFuture<>();

    /** Whose images are missing wait for this. */
    final CompletableFuture<Boolean> image = new CompletableFuture<>();

    @Override
    public SortedMap<InstanceId, Observed> observe() {
        return new TreeMap<>(instances);
    }

    @Override
    public void prepare(InstanceSpec spec) {
        if (unprepared.contains(spec.id())) {
            image.join();
        }
    }

    @Override
    public void start(InstanceSpec spec) throws IOException {
        calls.add("start " + spec.id() + " " + spec.boots());
        if (slow.contains(spec.id())) {
            pace.join();
        }
        if (broken.contains(spec.id())) {
            throw new IOException("broken");
        }
        instances.put(spec.id(), new Observed(Status.RUNNING, spec.boots()));
    }

    @Override
    public void stop(InstanceId id, Duration grace) {
        instances.computeIfPresent(id, (_, found) -> new Observed(Status.ABSENT, found.boots()));
    }

    @Override
    public void delete(InstanceId id) {
        calls.add("delete " + id);
        instances.remove(id);
    }

    void exit(InstanceId id) {
        instances.computeIfPresent(id, (_, found) -> new Observed(Status.EXITED, found.boots()));
    }
}
