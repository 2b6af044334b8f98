package dev.postern.dataplane.namespaces;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Which namespaces may not be what they were left as: those of which the kernel tells so, and now and then one of the others, as not
 * everything is told.
 *
 * <p>Whoever has an instance can change its network, and delete its link, as often as a processor allows. After a few times it is
 * looked at again only after a while, which doubles as long as that goes on.
 */
final class Attention {
    private static final long ROUND_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int FREE = 8;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(32);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final LongSupplier clock;
    /** By what it is that calls: the namespace itself, or one of its links. */
    private final TreeMap<String, Call> waiting = new TreeMap<>();

    private final Map<String, Pause> pauses = new TreeMap<>();
    private String lastTurn = "";
    private long lastTurnNanos;

    /**
     * Why a namespace is to be looked at.
     *
     * @param patient whether it may be an instance's doing
     */
    private record Call(String namespace, boolean patient) {}

    /** From when on the same call is answered again. */
    private record Pause(long endNanos, long nanos, int calls) {}

    Attention(LongSupplier clock) {
        this.clock = clock;
        this.lastTurnNanos = clock.getAsLong();
    }

    /**
     * Takes news.
     *
     * @param believed what each namespace was left as
     * @param desired what each must be
     */
    void hear(
            Collection<News> news, Map<String, NamespaceState> believed, SortedMap<String, DesiredNamespace> desired) {
        TreeMap<String, News> newest = new TreeMap<>();
        for (News one : news) {
            switch (one) {
                case News.LinkIs(String namespace, Link link) -> newest.put(namespace + " link " + link.name(), one);
                case News.LinkGone(String namespace, String name) -> newest.put(namespace + " link " + name, one);
                case News.AddressIs(String namespace, var address, var _) ->
                    newest.put(namespace + " address " + address, one);
                case News.Changed(String namespace) -> call(namespace, namespace, !isExclusive(namespace, desired));
                case News.Unknown(String namespace) -> call(namespace, namespace, false);
                case News.SettingRestored _ -> {}
            }
        }
        newest.forEach((cause, one) -> {
            NamespaceState left = believed.get(one.namespace());
            DesiredNamespace wanted = desired.get(one.namespace());
            if (left != null && wanted != null && differs(one, left, wanted.exclusive())) {
                call(wanted.exclusive() ? cause : one.namespace(), one.namespace(), true);
            }
        });
    }

    private void call(String cause, String namespace, boolean patient) {
        waiting.merge(cause, new Call(namespace, patient), (a, b) -> new Call(namespace, a.patient() && b.patient()));
    }

    private static boolean isExclusive(String namespace, SortedMap<String, DesiredNamespace> desired) {
        DesiredNamespace wanted = desired.get(namespace);
        return wanted == null || wanted.exclusive();
    }

    private static boolean differs(News news, NamespaceState left, boolean exclusive) {
        return switch (news) {
            case News.LinkIs(var _, Link link) -> {
                Link known = left.links().get(link.name());
                yield known == null ? exclusive : !known.isLike(link, exclusive);
            }
            case News.LinkGone(var _, String name) -> left.links().containsKey(name);
            case News.AddressIs(var _, var address, boolean there) -> {
                boolean known =
                        left.addresses().stream().anyMatch(a -> a.address().equals(address));
                yield there ? exclusive && !known : known;
            }
            case News.Changed _, News.Unknown _, News.SettingRestored _ -> true;
        };
    }

    /**
     * Those to look at now. They are looked at once.
     *
     * @param namespaces those that take turns
     */
    Collection<String> due(NavigableSet<String> namespaces) {
        long now = clock.getAsLong();
        TreeSet<String> due = new TreeSet<>();
        waiting.entrySet().removeIf(entry -> {
            Call call = entry.getValue();
            if (!isDue(entry.getKey(), call, now)) {
                return false;
            }
            if (call.patient()) {
                pauses.merge(entry.getKey(), new Pause(now, 0, 1), (last, _) -> next(last, now));
            }
            due.add(call.namespace());
            return true;
        });
        pauses.values().removeIf(pause -> now - pause.endNanos() > QUIET_NANOS);
        due.addAll(turns(namespaces, now));
        return due;
    }

    /** Whether somebody is to be looked at now. */
    boolean isCalled() {
        long now = clock.getAsLong();
        return waiting.entrySet().stream().anyMatch(entry -> isDue(entry.getKey(), entry.getValue(), now));
    }

    private boolean isDue(String cause, Call call, long now) {
        Pause pause = pauses.get(cause);
        return !call.patient() || pause == null || now - pause.endNanos() >= 0;
    }

    private static Pause next(Pause last, long now) {
        long nanos = last.calls() < FREE ? 0 : Math.clamp(2 * last.nanos(), FIRST_PAUSE_NANOS, LAST_PAUSE_NANOS);
        return new Pause(now + nanos, nanos, last.calls() + 1);
    }

    /** All of them in turn, a few a second. */
    private Collection<String> turns(NavigableSet<String> namespaces, long now) {
        TreeSet<String> turns = new TreeSet<>();
        if (now - lastTurnNanos < TURN_NANOS || namespaces.isEmpty()) {
            return turns;
        }
        lastTurnNanos = now;
        long count = 1 + namespaces.size() * TURN_NANOS / ROUND_NANOS;
        for (long i = 0; i < count; i++) {
            lastTurn = Optional.ofNullable(namespaces.higher(lastTurn)).orElseGet(namespaces::first);
            turns.add(lastTurn);
        }
        return turns;
    }
}
