package dev.postern.server.history;

import dev.postern.dataplane.Dropped;
import dev.postern.model.Scope;
import dev.postern.model.ec2.VpcId;
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
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * The last refusals of each account and Region, the newest {@value #KEPT} requests and packets each. Accounts and Regions are few, so it is bounded;
 * who signs nothing counts as one account. May be used by any number of threads.
 */
public final class History implements Witness {
    private static final int FORBIDDEN = 403;

    /** Of each account and Region. */
    static final int KEPT = 100;

    private static final Comparator<Refused> BY_TIME =
            Comparator.comparing(Refused::at).thenComparingLong(Refused::number);

    private final Map<String, Deque<Refused>> kept = new TreeMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private long newest;

    /** Keeps it if it was refused. */
    @Override
    public void saw(Served served) {
        if (served.status() == FORBIDDEN) {
            add(served.sequence(), served.context(), served.action(), served.error(), served.text(), served.decision());
        }
    }

    /** Keeps a request. */
    public void add(
            long sequence,
            RequestContext context,
            String action,
            String error,
            String text,
            Optional<Decision> decision) {
        Caller caller = context.caller();
        String key = caller.accountId().map(Object::toString).orElse("anonymous") + " " + context.region();
        keep(key, number -> new RefusedRequest(number, sequence, context, action, error, text, decision));
    }

    /** Keeps a packet, apart from the requests: there may be many, and nobody's request is forgotten for them. */
    public void add(Scope scope, VpcId vpc, Dropped dropped) {
        keep("packets of " + scope, number -> new RefusedPacket(number, vpc, dropped));
    }

    private void keep(String key, LongFunction<Refused> refused) {
        lock.lock();
        try {
            newest++;
            Deque<Refused> those = kept.computeIfAbsent(key, _ -> new ArrayDeque<>());
            those.addLast(refused.apply(newest));
            if (those.size() > KEPT) {
                those.removeFirst();
            }
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The newest one that is meant, if it is still known. */
    public Optional<Refused> last(Predicate<Refused> meant) {
        return all().stream().filter(meant).max(BY_TIME);
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

    /** Those that were kept after a number, by their time; waits for one if there is none. */
    public List<Refused> after(long number, Duration limit) throws InterruptedException {
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
                .sorted(BY_TIME)
                .toList();
    }

    private List<Refused> all() {
        lock.lock();
        try {
            List<Refused> all = new ArrayList<>();
            kept.values().forEach(all::addAll);
            return all;
        } finally {
            lock.unlock();
        }
    }
}
