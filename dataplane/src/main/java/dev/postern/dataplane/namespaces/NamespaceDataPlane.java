package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.DataPlane;
import dev.postern.dataplane.Observed;
import dev.postern.dataplane.Repair;
import dev.postern.model.Problem;
import dev.postern.network.NetworkIntent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The data plane made of namespaces: it compares what must be with what is, namespace by namespace, and takes the steps between.
 *
 * <p>What it did itself it remembers, so that nothing is looked at twice; what it found at its start, or what failed, it
 * observes. Order: namespaces appear; routers; the internet; instances; then what is not wanted goes.
 */
public final class NamespaceDataPlane implements DataPlane {
    /** Told of where services listen, so that they do before an instance's first packet. */
    public interface Listener {
        /** The namespace is there; its instances are not started yet. */
        void appeared(String namespace, DesiredNamespace.Server server);

        /** The namespace is about to go: sockets in it must be closed, or it lives on as long as they do. */
        void disappearing(String namespace);
    }

    private static final Logger LOG = System.getLogger(NamespaceDataPlane.class.getName());
    private static final int ROUNDS = 3;

    private static final long LIST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Kernel kernel;
    private final Listener listener;
    private final LongSupplier clock;
    private final TreeMap<String, NamespaceState> believed = new TreeMap<>();
    private final Map<String, Ruleset> rulesets = new TreeMap<>();
    private final TreeSet<String> announced = new TreeSet<>();
    private final Failures failures;
    private final Attention attention;
    /** What namespaces were left as that are to be looked at. */
    private final Map<String, NamespaceState> suspected = new TreeMap<>();
    /** What was found where somebody else changed something, until it is put back. */
    private final TreeMap<String, String> drift = new TreeMap<>();

    private NetworkDesign design = NetworkDesign.NOTHING;
    private final Newcomers newcomers;
    /** What exists, as far as it is known. */
    private final TreeSet<String> existing = new TreeSet<>();

    private long lastListNanos;
    private boolean listed;
    /** Whether something failed since the last list. */
    private boolean amiss;

    /** Those that are not, or may not be, what they must be: nothing else is looked at. */
    private final TreeSet<String> unsettled = new TreeSet<>();

    private final ReadyInstances ready = new ReadyInstances();
    /** What was looked at in this round: what is there may concern those that have the other ends of its links. */
    private final Set<String> looked = new TreeSet<>();

    /** Those that have the other ends of links that were made just now. */
    private final Set<String> joined = new TreeSet<>();

    private int steps;

    /**
     * Starts without any belief about what is there.
     *
     * @param listener called by the thread that applies
     */
    public NamespaceDataPlane(Kernel kernel, Listener listener) {
        this(kernel, listener, System::nanoTime);
    }

    /**
     * The same with a clock.
     *
     * @param clock nanoseconds since whenever
     */
    public NamespaceDataPlane(Kernel kernel, Listener listener, LongSupplier clock) {
        this.kernel = kernel;
        this.listener = listener;
        this.clock = clock;
        this.failures = new Failures(clock);
        this.attention = new Attention(clock);
        this.newcomers = new Newcomers(
                name -> believed.containsKey(name) || suspected.containsKey(name) || failures.pauses(name),
                kernel::namespaces);
    }

    @Override
    public Observed apply(NetworkIntent whole) {
        NetworkIntent intent = newcomers.some(whole);
        NetworkDesign next = design.next(intent);
        next.differences(design, unsettled);
        design = next;
        SortedMap<String, DesiredNamespace> desired = design.namespaces();
        steps = 0;
        List<Repair> repairs = new ArrayList<>();
        hear(desired, repairs);
        TreeSet<String> concerned = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            attention.due(believed.navigableKeySet()).forEach(namespace -> suspect(namespace, desired.get(namespace)));
            failures.begin();
            looked.clear();
            list(desired);
            concerned.addAll(unsettled);
            reconcile(desired, concerned);
            // What this did itself is told as well, and is as it must be by now.
            hear(desired, repairs);
            if (failures.isEmpty() && !attention.isCalled()) {
                break;
            }
        }
        List<Problem> problems =
                failures.end(namespace -> existing.contains(namespace) || desired.containsKey(namespace));
        repairs.addAll(mended());
        settle(concerned);
        return new Observed(
                intent.sequence(),
                steps,
                ready.all(),
                problems,
                repairs,
                intent.interfaces().size() < whole.interfaces().size());
    }

    /** Sees which namespaces exist: now and then, and whenever something is amiss. */
    private void list(SortedMap<String, DesiredNamespace> desired) {
        long now = clock.getAsLong();
        if (listed && now - lastListNanos < LIST_NANOS && suspected.isEmpty() && !amiss) {
            return;
        }
        amiss = false;
        listed = true;
        lastListNanos = now;
        existing.clear();
        existing.addAll(kernel.namespaces());
        lost(desired);
        existing.stream().filter(n -> !desired.containsKey(n)).forEach(unsettled::add);
        desired.keySet().stream().filter(n -> !believed.containsKey(n)).forEach(unsettled::add);
    }

    /** Takes what is as it must be off the list, and tells which instances have their network. */
    private void settle(Set<String> concerned) {
        unsettled.removeIf(namespace -> {
            DesiredNamespace must = design.namespaces().get(namespace);
            NamespaceState is = believed.get(namespace);
            return must == null
                    ? !existing.contains(namespace)
                    : is != null && is.equals(must.state()) && !failures.contains(namespace);
        });
        ready.look(concerned, design, believed.keySet());
    }

    @Override
    public void onNews(Runnable alarm) {
        // The kernel tells when it is asked; who made it knows how to wait for that.
    }

    /** Stops believing what the network was brought to, so that the next {@link #apply} looks for itself. */
    void forget() {
        new TreeSet<>(believed.keySet()).forEach(namespace -> suspect(namespace, null));
    }

    /** Takes what the kernel tells. */
    private void hear(SortedMap<String, DesiredNamespace> desired, List<Repair> repairs) {
        List<News> news = kernel.news();
        attention.hear(news, believed, desired);
        for (News one : news) {
            if (one instanceof News.SettingRestored(String namespace, String what)) {
                repairs.add(new Repair(drifted(namespace, what), "set as it was"));
            }
        }
    }

    /** Believes no longer that a namespace is what it was left as. */
    private void suspect(String namespace, @Nullable DesiredNamespace wanted) {
        unsettled.add(namespace);
        NamespaceState left = believed.remove(namespace);
        if (left != null) {
            suspected.put(namespace, left);
        } else if (wanted != null) {
            // A step in it failed already, perhaps because of what is told now.
            suspected.putIfAbsent(namespace, wanted.state());
        }
    }

    /** What had drifted and is as it must be. */
    private List<Repair> mended() {
        List<Repair> repairs = new ArrayList<>();
        drift.forEach((namespace, what) -> {
            if (believed.containsKey(namespace) && !failures.contains(namespace)) {
                repairs.add(new Repair(drifted(namespace, what), "put back"));
            }
        });
        repairs.forEach(repair -> drift.remove(repair.found().where()));
        return repairs;
    }

    private static Problem drifted(String namespace, String what) {
        return new Problem(Problem.Code.NETWORK_DRIFT, Problem.Severity.WARNING, namespace, what);
    }

    @Override
    public void destroyAll() {
        // With all namespaces gone no link survives: nothing needs to be looked at first.
        believed.clear();
        kernel.namespaces().forEach(this::remove);
        kernel.namespaces().forEach(this::remove);
        listed = false;
    }

    /**
     * Takes the steps that are needed.
     *
     * @param concerned the namespaces that are looked at; those that turn out to be concerned, too, are added
     */
    private void reconcile(SortedMap<String, DesiredNamespace> desired, Set<String> concerned) {
        for (String namespace : concerned) {
            if (desired.containsKey(namespace)
                    && !existing.contains(namespace)
                    && !failures.pauses(namespace)
                    && take(new Step.CreateNamespace(namespace))) {
                existing.add(namespace);
                believed.put(namespace, NamespaceState.NEW);
            }
        }
        // Services listen again first: a restarted process may have a thousand namespaces to look at.
        announce(desired, concerned);
        concerned.stream()
                .filter(n -> existing.contains(n) && (desired.containsKey(n) || isRouter(n)))
                .forEach(n -> observe(n, desired.get(n)));
        for (String namespace : looked) {
            concerned.addAll(design.opposite(namespace));
        }
        // Routers make the links, so they come first; then the internet; then the instances.
        for (String namespace : List.copyOf(concerned)) {
            if (NamespaceName.vpc(namespace).isPresent()) {
                bring(namespace, desired.get(namespace), desired, concerned);
            }
        }
        bring(NamespaceName.INTERNET, desired.get(NamespaceName.INTERNET), desired, concerned);
        joined.clear();
        for (String namespace : List.copyOf(concerned)) {
            if (!isRouter(namespace)) {
                bring(namespace, desired.get(namespace), desired, concerned);
            }
        }
        // Nodes of balancers make links, too: whoever came before and has the other end of a new one is brought once
        // more.
        for (String namespace : List.copyOf(joined)) {
            bring(namespace, desired.get(namespace), desired, concerned);
        }
        for (String namespace : concerned) {
            if (existing.contains(namespace) && !desired.containsKey(namespace) && !failures.pauses(namespace)) {
                remove(namespace);
            }
        }
    }

    /** Namespaces that somebody else let go of. */
    private void lost(SortedMap<String, DesiredNamespace> desired) {
        TreeSet<String> lost = new TreeSet<>(believed.keySet());
        lost.addAll(suspected.keySet());
        lost.removeAll(existing);
        for (String namespace : lost) {
            believed.remove(namespace);
            suspected.remove(namespace);
            rulesets.remove(namespace);
            unsettled.add(namespace);
            if (announced.remove(namespace)) {
                listener.disappearing(namespace);
            }
            if (desired.containsKey(namespace)) {
                drift.put(namespace, "the namespace is gone");
            }
        }
    }

    private void observe(String namespace, @Nullable DesiredNamespace wanted) {
        if (believed.containsKey(namespace) || failures.pauses(namespace)) {
            return;
        }
        try {
            NamespaceState found = kernel.observe(namespace);
            looked.add(namespace);
            believed.put(namespace, found);
            NamespaceState left = suspected.remove(namespace);
            if (left != null && wanted != null) {
                String difference = Difference.between(left, found, wanted.exclusive());
                if (!difference.isEmpty()) {
                    drift.put(namespace, difference);
                }
            }
        } catch (KernelException e) {
            failed(namespace, e);
        }
    }

    private void announce(SortedMap<String, DesiredNamespace> desired, Set<String> concerned) {
        for (String namespace : concerned) {
            boolean there = believed.containsKey(namespace) || existing.contains(namespace);
            DesiredNamespace wanted = desired.get(namespace);
            if (wanted != null
                    && wanted.server() != DesiredNamespace.Server.NOTHING
                    && there
                    && announced.add(namespace)) {
                listener.appeared(namespace, wanted.server());
            }
        }
    }

    private void bring(
            String namespace,
            @Nullable DesiredNamespace wantedNow,
            SortedMap<String, DesiredNamespace> desired,
            Set<String> concerned) {
        NamespaceState found = believed.get(namespace);
        if (wantedNow == null || found == null || failures.pauses(namespace)) {
            return;
        }
        Set<String> doubted = wantedNow.peersAmong(looked);
        if (doubted.isEmpty() && found.equals(wantedNow.state())) {
            return;
        }
        List<Step> plan = NamespacePlan.steps(
                namespace, wantedNow, found, Optional.ofNullable(rulesets.get(namespace)), believed, doubted);
        for (Step step : plan) {
            if (!take(step)) {
                return;
            }
            if (step instanceof Step.Configure(var _, List<IpCommand> commands)) {
                newPairs(commands, desired, concerned);
            }
        }
        believed.put(namespace, wantedNow.state());
        rulesets.put(namespace, wantedNow.ruleset());
    }

    /** The other ends of new pairs are there now, down. */
    private void newPairs(
            List<IpCommand> commands, SortedMap<String, DesiredNamespace> desired, Set<String> concerned) {
        for (IpCommand command : commands) {
            if (command instanceof IpCommand.AddVeth(Veth veth) && desired.containsKey(veth.peerNamespace())) {
                believed.computeIfPresent(veth.peerNamespace(), (name, state) -> state.withNewLink(veth.far()));
                concerned.add(veth.peerNamespace());
                joined.add(veth.peerNamespace());
                unsettled.add(veth.peerNamespace());
            }
        }
    }

    private void remove(String namespace) {
        NamespaceState found = believed.get(namespace);
        if (announced.remove(namespace)) {
            listener.disappearing(namespace);
        }
        for (Step step : NamespacePlan.removal(namespace, found == null ? NamespaceState.NEW : found)) {
            if (!take(step)) {
                return;
            }
        }
        believed.remove(namespace);
        rulesets.remove(namespace);
        existing.remove(namespace);
    }

    private boolean take(Step step) {
        try {
            steps++;
            long start = System.nanoTime();
            kernel.apply(step);
            LOG.log(
                    Level.DEBUG,
                    "{0} {1}: {2} us",
                    step.getClass().getSimpleName(),
                    step.namespace(),
                    TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
            return true;
        } catch (KernelException e) {
            failed(step.namespace(), e);
            return false;
        }
    }

    private void failed(String namespace, KernelException e) {
        amiss = true;
        unsettled.add(namespace);
        believed.remove(namespace);
        failures.add(namespace, e);
    }

    private static boolean isRouter(String namespace) {
        return namespace.equals(NamespaceName.INTERNET)
                || NamespaceName.vpc(namespace).isPresent();
    }
}
