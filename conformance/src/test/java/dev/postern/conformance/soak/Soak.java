package dev.postern.conformance.soak;

import dev.postern.conformance.Acknowledgements;
import dev.postern.conformance.ServerProcess;
import dev.postern.conformance.TestingCloud;
import dev.postern.conformance.soak.Playground.Pair;
import dev.postern.conformance.soak.Playground.Place;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A cloud with everything that uses, disturbs and watches it. */
final class Soak implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int SPARE_DESCRIPTORS = 40;
    private static final int SPARE_THREADS = 12;

    private final TestingCloud cloud;
    private final Journal journal;
    private final Random random;
    private final AtomicReference<ServerProcess> server;
    private final Api api;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final Weather weather = new Weather();
    private final Footprint footprint;
    private final Playground playground;
    private final Ears ears;
    private final Prober prober;
    private final Cast cast;
    private final List<Disturbance> disturbances;
    private final Router router;
    private final Map<String, Long> right;

    private Soak(TestingCloud cloud, Journal journal, long seed) throws IOException {
        this.cloud = cloud;
        this.journal = journal;
        this.random = new Random(seed);
        this.server = new AtomicReference<>(ServerProcess.start(cloud));
        this.api = Api.of(cloud.endpoint());
        this.footprint = new Footprint(cloud.data());
        this.playground = Playground.make(api.ec2());
        this.api.s3().createBucket(create -> create.bucket(ObjectWriter.BUCKET));
        List<Pair> pairs = playground.pairs();
        this.ears = new Ears(cloud.data(), journal, pairs);
        this.prober = new Prober(cloud.data(), journal, weather);
        this.cast = new Cast(journal);
        this.router = new Router(cloud.data().resolve("run/netns").resolve(playground.vpc()), cloud.directory());
        this.right = router.configuration();
        this.disturbances = disturbances();
    }

    /** Starts all of it, and waits until every probe that must pass has passed. */
    static Soak start(Path directory, Journal journal, long seed) throws IOException {
        Soak soak = new Soak(TestingCloud.prepare(directory), journal, seed);
        soak.ears.open(soak.playground.places());
        soak.weather.storm();
        long begun = System.nanoTime();
        soak.prober.start(soak.playground.pairs());
        Await.until(
                "all probes pass at first",
                START_LIMIT,
                () -> soak.prober.notPassedSince(begun).isEmpty());
        soak.weather.calm();
        Calls calls = new Calls(soak.acknowledgements, journal);
        soak.cast.start("network churn", new NetworkChurn(soak.api.ec2(), calls), new Random(seed + 1));
        Playground playground = soak.playground;
        soak.cast.start(
                "instance churn",
                new InstanceChurn(soak.api.ec2(), calls, playground.image(), playground.churnSubnet()),
                new Random(seed + 2));
        for (String writer : List.of("one", "two")) {
            soak.cast.start(
                    "writer " + writer,
                    new ObjectWriter(soak.api.s3(), calls, writer),
                    new Random(seed + writer.hashCode()));
        }
        return soak;
    }

    private List<Disturbance> disturbances() {
        List<Disturbance> all = new ArrayList<>();
        all.add(new KilledServer(cloud, server));
        all.add(new KilledInstance(api, playground.spare(), footprint));
        for (Drift.Kind kind : Drift.Kind.values()) {
            all.add(new Drift(kind, router, right));
        }
        Place attacker = playground.places().getFirst();
        InetSocketAddress door = new InetSocketAddress(InetAddress.getLoopbackAddress(), cloud.port());
        InetSocketAddress metadata = new InetSocketAddress("169.254.169.254", 80);
        all.add(new Flood(api, Optional.empty(), door, cloud.data(), 1500, journal));
        all.add(new Flood(api, Optional.of(attacker), metadata, cloud.data(), 800, journal));
        return List.copyOf(all);
    }

    /** Disturbs it in all ways, again and again in another order, and waits each time until all is well again. */
    void run(Duration length) throws Exception {
        long until = System.nanoTime() + length.toNanos();
        while (System.nanoTime() - until < 0) {
            List<Disturbance> round = new ArrayList<>(disturbances);
            Collections.shuffle(round, random);
            for (Disturbance disturbance : round) {
                LockSupport.parkNanos(PAUSE.toNanos());
                if (System.nanoTime() - until > 0 || !endure(disturbance)) {
                    return;
                }
            }
        }
    }

    /** Whether it was mended in time. */
    private boolean endure(Disturbance disturbance) throws Exception {
        journal.note(disturbance.name());
        if (disturbance.disturbsPackets()) {
            weather.storm();
        }
        disturbance.inflict(random);
        long inflicted = System.nanoTime();
        AtomicReference<String> damage = new AtomicReference<>("");
        try {
            Await.until(disturbance.name() + " is mended", disturbance.limit(), () -> {
                damage.set(damage(disturbance, inflicted));
                return damage.get().isEmpty();
            });
        } catch (AssertionError e) {
            journal.violation(e.getMessage() + ":" + damage);
            return false;
        }
        journal.note("mended after "
                + Duration.ofNanos(System.nanoTime() - inflicted).toMillis() + " ms");
        if (disturbance.disturbsPackets()) {
            weather.calm();
        }
        return true;
    }

    private String damage(Disturbance disturbance, long inflicted) {
        ears.open(playground.places());
        try {
            Optional<String> damage = disturbance.damage();
            return damage.orElseGet(() -> String.join(", ", prober.notPassedSince(inflicted)));
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** Lets everybody go, and looks whether all is as it should be; violations go to the journal. */
    String settle() throws Exception {
        cast.close();
        journal.note("settling");
        Map<String, String> inventory = Inventory.of(api);
        acknowledgements.contradictions(inventory).forEach(found -> journal.violation("lost: " + found));
        awaitRest();
        router();
        Witness.disagreements(cloud.data(), cloud.directory().resolve("witness"), playground.pairs())
                .forEach(journal::violation);
        leaks();
        prober.close();
        ears.close();
        server.get().stop();
        return prober.sent() + " probes, " + cast.summary() + ", " + acknowledgements.size() + " things acknowledged";
    }

    /** Nothing is on its way any more: what the status names is there, and nothing else. */
    private void awaitRest() {
        AtomicReference<String> rest = new AtomicReference<>("");
        try {
            Await.until("the cloud comes to rest", SETTLE_LIMIT, () -> {
                rest.set(cloud.status().path("problems").toString() + restless());
                return cloud.status().path("problems").isEmpty() && restless().isEmpty();
            });
        } catch (AssertionError e) {
            journal.violation(e.getMessage() + ": " + rest);
        }
        long now = System.nanoTime();
        Await.until(
                "every probe passes at rest",
                SETTLE_LIMIT,
                () -> prober.notPassedSince(now).isEmpty());
    }

    /** Namespaces that are too many or missing: each VPC with instances that are not gone has one, and each instance; and disks of the gone. */
    private List<String> restless() {
        try {
            List<String> wanted = new ArrayList<>(List.of("internet"));
            cloud.status().path("instances").forEach(instance -> {
                if (!List.of("terminated", "stopped")
                        .contains(instance.path("state").asText())) {
                    wanted.add(instance.path("id").asText());
                    wanted.add(instance.path("vpc").asText());
                }
            });
            List<String> onTheWay = cloud.status().path("instances").findValuesAsText("state").stream()
                    .filter(List.of("pending", "stopping", "shutting-down")::contains)
                    .toList();
            if (!onTheWay.isEmpty()) {
                return onTheWay;
            }
            List<String> sorted = wanted.stream().distinct().sorted().toList();
            List<String> actual = footprint.namespaces();
            List<String> ending = footprint.loops().stream()
                    .filter(file -> file.endsWith("(deleted)"))
                    .toList();
            return sorted.equals(actual) ? ending : List.of("namespaces " + actual + " instead of " + sorted);
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    private void router() {
        if (!router.configuration().equals(right)) {
            journal.violation("the router is not what it was: " + router.configuration() + " instead of " + right);
        }
    }

    /** The process holds no more than one that begins in the same state. */
    private void leaks() throws IOException, InterruptedException {
        long pid = server.get().pid();
        long descriptors = Footprint.descriptors(pid);
        long threads = Footprint.threads(pid);
        long mounts = footprint.mounts();
        List<String> loops = footprint.loops();
        new KilledServer(cloud, server).inflict(random);
        awaitRest();
        long fresh = server.get().pid();
        journal.note("descriptors " + descriptors + ", fresh " + Footprint.descriptors(fresh) + "; threads " + threads
                + ", fresh " + Footprint.threads(fresh) + "; mounts " + mounts + ", fresh " + footprint.mounts());
        if (descriptors > Footprint.descriptors(fresh) + SPARE_DESCRIPTORS) {
            journal.violation(descriptors + " descriptors, a fresh process has " + Footprint.descriptors(fresh));
        }
        if (threads > Footprint.threads(fresh) + SPARE_THREADS) {
            journal.violation(threads + " threads, a fresh process has " + Footprint.threads(fresh));
        }
        if (mounts != footprint.mounts() || !loops.equals(footprint.loops())) {
            journal.violation("a fresh process has other mounts: " + mounts + " and " + footprint.mounts() + "; "
                    + loops + " and " + footprint.loops());
        }
    }

    @Override
    public void close() throws IOException {
        cast.close();
        prober.close();
        ears.close();
        api.close();
        server.get().close();
        cloud.start();
        cloud.close();
    }
}
