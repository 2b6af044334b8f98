package dev.postern.server.history;

import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The last refusals of each account and Region, the newest {@value #KEPT} each. Accounts and Regions are few, so it is bounded;
 * who signs nothing counts as one account. May be used by any number of threads.
 */
public final class History {
    /** Of each account and Region. */
    static final int KEPT = 100;

    private final Map<String, Deque<RefusedRequest>> kept = new TreeMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private long newest;

    /** Keeps a refusal. */
    public void add(
            long sequence,
            RequestContext context,
            String action,
            String error,
            String text,
            Optional<Decision> decision) {
        Caller caller = context.caller();
        String key = caller.accountId().map(Object::toString).orElse("anonymous") + " " + context.region();
        lock.lock();
        try {
            newest++;
            Deque<RefusedRequest> those = kept.computeIfAbsent(key, _ -> new ArrayDeque<>());
            those.addLast(new RefusedRequest(newest, sequence, context, action, error, text, decision));
            if (those.size() > KEPT) {
                those.removeFirst();
            }
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The newest one that is meant, if it is still known. */
    public Optional<RefusedRequest> last(Predicate<RefusedRequest> meant) {
        return all().stream().filter(meant).max(Comparator.comparingLong(RefusedRequest::number));
    }

    /** The number of the newest one; 0 if there was none. */
    public long newest() {
        lock.lock();
        try {
            return newest;
        } finally {
            lock.unlock();
        }
    }

    /** Those that came after a number, in order; waits for one if there is none. */
    public List<RefusedRequest> after(long number, Duration limit) throws InterruptedException {
        long nanos = limit.toNanos();
        lock.lock();
        try {
            while (newest <= number && nanos > TimeUnit.MILLISECONDS.toNanos(1)) {
                nanos = added.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
        return all().stream()
                .filter(one -> one.number() > number)
                .sorted(Comparator.comparingLong(RefusedRequest::number))
                .toList();
    }

    private List<RefusedRequest> all() {
        lock.lock();
        try {
            List<RefusedRequest> all = new ArrayList<>();
            kept.values().forEach(all::addAll);
            return all;
        } finally {
            lock.unlock();
        }
    }
}
