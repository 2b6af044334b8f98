package dev.postern.server;

import dev.postern.compute.IdRanges;
import dev.postern.compute.InstanceReconciler;
import dev.postern.compute.RuncDriver;
import dev.postern.dataplane.Reconciler;
import dev.postern.dataplane.linux.LinuxDataPlane;
import dev.postern.guest.imds.MetadataService;
import dev.postern.guest.tls.ServerCertificates;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.request.Ids;
import dev.postern.network.NetworkIntent;
import dev.postern.server.attached.AttachedServices;
import dev.postern.server.attached.Upstreams;
import dev.postern.server.balancing.HealthChecker;
import dev.postern.server.balancing.Joints;
import dev.postern.server.control.ControlEndpoint;
import dev.postern.server.control.StatusReport;
import dev.postern.server.events.ObjectEvents;
import dev.postern.server.flowlogs.Delivery;
import dev.postern.server.flowlogs.FlowLogs;
import dev.postern.server.flowlogs.RecentFlows;
import dev.postern.server.gateway.Gateway;
import dev.postern.server.gateway.HostDoor;
import dev.postern.server.gateway.ObjectService;
import dev.postern.server.gateway.ServiceDescriptor;
import dev.postern.server.health.DiskSpace;
import dev.postern.server.health.Health;
import dev.postern.server.history.History;
import dev.postern.server.history.LastDecision;
import dev.postern.server.http.Answer;
import dev.postern.server.http.HttpTransport;
import dev.postern.server.http.Listener;
import dev.postern.server.network.Leases;
import dev.postern.server.network.MetadataEndpoint;
import dev.postern.server.network.Names;
import dev.postern.server.network.PublicSide;
import dev.postern.server.network.TlsContexts;
import dev.postern.server.network.VpcListeners;
import dev.postern.server.outside.Beyond;
import dev.postern.server.sns.Sns;
import dev.postern.server.socks.SocksListener;
import dev.postern.server.verify.Perimeter;
import dev.postern.server.verify.checks.Checks;
import dev.postern.server.why.Decisions;
import dev.postern.server.why.DroppedPackets;
import dev.postern.server.why.Packets;
import dev.postern.server.why.Prober;
import dev.postern.server.why.Refusals;
import dev.postern.server.why.Why;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.instances.InstanceLifecycle;
import dev.postern.services.iam.InstanceCredentials;
import dev.postern.services.iam.SnapshotCredentials;
import dev.postern.services.instanceconnect.PushedKeys;
import dev.postern.services.s3.S3Service;
import dev.postern.services.s3.ServiceWrites;
import dev.postern.storage.DataDirectory;
import dev.postern.storage.LedgerCloud;
import dev.postern.wire.sigv4.SignatureVerifier;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A cloud in this process: everything is made and joined here, from the state on disk to the front door, and ends in the
 * opposite order.
 *
 * <p>Ending stops what runs and leaves nothing on the host but the data directory; the next start brings it back. A
 * process that is killed leaves instances and network as they are, and the next start finds and keeps them.
 */
public final class PosternServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PosternServer.class.getName());
    private static final int EVENT_LOOPS = 2;
    private static final Duration INSTANCE_GRACE = Duration.ofSeconds(2);

    private final EpollEventLoopGroup loops = new EpollEventLoopGroup(EVENT_LOOPS);
    private final Parts parts = new Parts();
    private final CountDownLatch end = new CountDownLatch(1);

    private PosternServer() {}

    /**
     * Starts a cloud; it answers when this returns.
     *
     * @throws StartFailure when the person can do something about it
     */
    public static PosternServer start(Configuration configuration) {
        PosternServer server = new PosternServer();
        try {
            server.assemble(configuration);
            return server;
        } catch (IOException e) {
            server.close();
            throw StartFailure.of(e);
        } catch (RuntimeException | Error e) { // also a library that is not there: threads would keep the process
            server.close();
            throw e;
        }
    }

    /** What answers requests. */
    private record Services(
            Gateway gateway,
            MetadataEndpoint metadata,
            PushedKeys pushedKeys,
            TlsContexts tls,
            Names names,
            Optional<Beyond> beyond,
            Packets packets,
            Why why,
            Checks checks,
            History history,
            Sns sns,
            Upstreams upstreams,
            Delivery logs) {}

    private void assemble(Configuration configuration) throws IOException {
        LinuxDataPlane.obstacle().ifPresent(why -> {
            throw new StartFailure("network namespaces cannot be made here (are you root?): " + why);
        });
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        Surroundings surroundings = new Surroundings(
                configuration,
                clock,
                random,
                new Ids(random),
                new Health(clock),
                new AtomicReference<>(TargetHealth.NONE));
        DataDirectory data = parts.keep("data directory", DataDirectory.open(configuration.data()));
        HttpTransport transport = transport();
        State state = State.open(data, surroundings, parts);
        AtomicReference<Predicate<InstanceId>> reachable = new AtomicReference<>(_ -> false);
        Services services = services(state, reachable, surroundings);
        Machinery machinery = machinery(state, services, transport, surroundings);
        reachable.set(machinery::reaches);
        openFrontDoor(state, services, machinery, transport, surroundings);
        machinery.begin(); // not before: a thousand instances would keep the first caller waiting
        // It tries what this machine can do: nobody should wait for that either.
        Thread.ofVirtual()
                .name("abilities")
                .start(() ->
                        surroundings.health().report("instances", state.runc().problems()));
    }

    private static Host host(State state, AtomicReference<Predicate<InstanceId>> reachable, Surroundings from) {
        return new Host(
                Host.architecture(System.getProperty("os.arch")),
                id -> console(state.runc(), id),
                id -> reachable.get().test(id),
                from.random());
    }

    private Services services(State state, AtomicReference<Predicate<InstanceId>> reachable, Surroundings from)
            throws IOException {
        LedgerCloud cloud = state.cloud();
        Clock clock = from.clock();
        Authorizer authorizer = new Authorizer(LastDecision::note);
        History history = new History();
        PushedKeys pushedKeys = new PushedKeys();
        InstanceCredentials instanceCredentials = new InstanceCredentials(cloud, authorizer, clock, from.ids());
        Upstreams upstreams = parts.keep("attached services", new Upstreams(from.health()));
        Sns sns = parts.keep("SNS", new Sns(cloud, state.outbox(), state.signer(), upstreams, from.ids(), clock));
        ObjectEvents events = parts.keep("events", new ObjectEvents(cloud::snapshot, sns, state.outbox(), from.ids()));
        S3Service s3 = new S3Service(cloud, state.objects(), authorizer, events, Wiring.restoreTimes());
        parts.keep("lifecycles", Wiring.lifecycles(cloud, state.objects(), events, from.ids(), clock));
        Delivery logs = new Delivery(new ServiceWrites(cloud::snapshot, state.objects(), new Authorizer(), from.ids()));
        List<ServiceDescriptor> apis = Wiring.services(
                cloud,
                authorizer,
                host(state, reachable, from),
                from.configuration().quotas(),
                pushedKeys,
                sns.service(),
                state.dynamoDb(),
                from.targets()::get,
                logs,
                state.events(),
                state.messages(from));
        SnapshotCredentials credentials = new SnapshotCredentials(cloud);
        SignatureVerifier verifier = new SignatureVerifier(credentials);
        Gateway gateway = new Gateway(
                apis,
                ObjectService.of(s3),
                new AttachedServices(verifier, authorizer, cloud, upstreams, history, from.ids(), clock),
                verifier,
                authorizer::authorizeOperation,
                cloud::snapshot,
                history.and(state.witness()),
                from.ids(),
                clock);
        MetadataService metadata = new MetadataService(
                state.tokens(from),
                clock,
                (instance, delivery) ->
                        instanceCredentials.of(instance, delivery).map(Wiring::credentials),
                (instance, user) -> pushedKeys.active(instance, user, clock.instant()));
        Names names = new Names(cloud::snapshot, from.targets()::get);
        Optional<Beyond> beyond = Beyond.where(from.configuration().outside(), cloud::snapshot);
        Packets packets = new Packets(names, from.configuration().outside(), beyond, from.targets()::get);
        return new Services(
                gateway,
                new MetadataEndpoint(metadata, cloud::snapshot),
                pushedKeys,
                new TlsContexts(new ServerCertificates(state.guest().authority(), clock)),
                names,
                beyond,
                packets,
                Wiring.why(
                        cloud,
                        packets,
                        names,
                        from.configuration().account(),
                        instanceCredentials,
                        credentials,
                        new Decisions(s3, authorizer, apis),
                        clock,
                        from.ids()),
                Wiring.checks(from.configuration().account(), s3, authorizer, apis, clock, from.ids()),
                history,
                sns,
                upstreams,
                logs);
    }

    private Machinery machinery(State state, Services services, HttpTransport transport, Surroundings from)
            throws IOException {
        LedgerCloud cloud = state.cloud();
        AtomicReference<Reconciler> network = new AtomicReference<>();
        VpcListeners listeners = new VpcListeners(
                transport,
                loops,
                services.tls(),
                services.names(),
                new Leases(() -> intent(network), cloud::snapshot),
                services.metadata(),
                services.sns()
                        .before((request, door) -> Answer.of(services.gateway().handle(request, door))),
                () -> intent(network),
                from.clock(),
                services.beyond(),
                new Joints(() -> intent(network), cloud::snapshot),
                from.health());
        LinuxDataPlane dataPlane = new LinuxDataPlane(state.run(), state.runc().ids()::of, listeners);
        parts.push("network", dataPlane::destroyAll);
        for (IdRanges.Repair repair : state.runc().ids().repairs()) {
            from.health().mended(repair.problem(), repair.done());
            if (repair.kept().isEmpty()) {
                dataPlane.namespaces(repair.instance()).remove(); // they have the ids of before
            }
        }
        listeners.internetAppeared(dataPlane.internet());
        services.sns()
                .begin(
                        dataPlane,
                        new PublicSide(dataPlane, services.names()),
                        services.beyond(),
                        state.guest().authority().certificate());

        InstanceLifecycle instanceLifecycle = new InstanceLifecycle(cloud, from.clock());
        Timekeeper timekeeper = parts.keep("timekeeper", new Timekeeper(cloud, from.clock(), Wiring.PASSAGES));
        Progress progress = new Progress(instanceLifecycle, timekeeper, from.health());
        parts.push("instances", () -> state.runc().stopAll(INSTANCE_GRACE));
        InstanceReconciler instances = parts.keep("instance reconciler", instances(state, from, progress, dataPlane));
        Reconciler reconciler = parts.keep(
                "reconciler", new Reconciler(dataPlane, from.configuration().outside(), (applied, observed) -> {
                    progress.applied(applied, observed);
                    listeners.follow(intent(network));
                    instances.wake();
                }));
        network.set(reconciler);
        HealthChecker balancing =
                parts.keep("health checks", new HealthChecker(dataPlane::node, from.clock(), found -> {
                    from.targets().set(found);
                    reconciler.found(found);
                }));
        DiskSpace disk = new DiskSpace(state.data().root());
        parts.keep("upkeep", new Upkeep(() -> {
            listeners.tend();
            services.upstreams()
                    .tend(cloud.snapshot().all(AttachedService.class).stream().toList());
            state.dynamoDb().tend(from.clock().instant());
            BucketNames buckets = new BucketNames(cloud.snapshot());
            from.health().report("objects", state.objects().problems(buckets));
            from.health().report("disk", disk.problems());
            from.health().report("images", state.guest().images().problems());
        }));
        RecentFlows flows = flowLogs(state, services, dataPlane, () -> intent(network), from);
        return new Machinery(
                dataPlane, dataPlane::dropped, dataPlane, reconciler, progress, instances, balancing, flows, cloud);
    }

    /** Ends before what it reads does. */
    private RecentFlows flowLogs(
            State state,
            Services services,
            LinuxDataPlane dataPlane,
            Supplier<NetworkIntent> inForce,
            Surroundings from)
            throws IOException {
        RecentFlows flows = new RecentFlows();
        parts.keep(
                "flow logs",
                new FlowLogs(
                        state.cloud()::snapshot,
                        inForce,
                        dataPlane::counted,
                        dataPlane.routed(),
                        services.logs(),
                        flows,
                        from.clock()));
        return flows;
    }

    /** What starts and ends instances. On paper there are none to start. */
    private static InstanceReconciler instances(
            State state, Surroundings from, Progress progress, LinuxDataPlane dataPlane) {
        Supplier<Snapshot> newest = from.configuration().paper() ? () -> Snapshot.EMPTY : state.cloud()::snapshot;
        return new InstanceReconciler(
                state.runc(), newest, id -> progress.ready(id).map(dataPlane::namespaces), progress);
    }

    /** The front door of this machine: the API and the controls, on loopback. */
    private void openFrontDoor(
            State state, Services services, Machinery machinery, HttpTransport transport, Surroundings from)
            throws IOException {
        Configuration configuration = from.configuration();
        CloudControls controls = new CloudControls(
                configuration,
                state,
                services.pushedKeys(),
                from.ids(),
                from.clock(),
                machinery.instances(),
                end::countDown);
        ControlEndpoint control = new ControlEndpoint(
                controls,
                new StatusReport(
                        configuration,
                        from.clock().instant(),
                        (id, terminal) -> state.runc().execCommand(id, terminal, List.of()),
                        machinery::reaches,
                        () -> services.beyond().map(Beyond::closedNetworks).orElse(List.of()),
                        machinery.nodes()),
                state.cloud()::snapshot,
                from.health(),
                services.why(),
                new Perimeter(state.cloud()::snapshot, services.why(), services.checks()),
                new Prober(services.why(), machinery.network(), machinery.places(), machinery.nodes(), state.runc()),
                configuration.paper(),
                new Refusals(
                        state.cloud()::snapshot,
                        services.history(),
                        services.packets(),
                        new DroppedPackets(
                                machinery.network()::intent, machinery.drops(), services.history(), from.clock())),
                machinery.flows(),
                ControlEndpoint.newSecret(state.run(), from.ids()));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), configuration.port());
        HostDoor door = new HostDoor(
                services.gateway(),
                ControlEndpoint.PREFIX,
                control::handle,
                configuration.hosts(),
                services.gateway().crossOrigin());
        PublicSide side = new PublicSide(machinery.places(), services.names());
        HttpTransport.Service service =
                HttpTransport.Service.plain(door).with(side).with(HttpTransport.Security.EITHER, services.tls());
        parts.push("front door", listen(transport, address, service));
        if (configuration.crossings().socks().isPresent()) {
            parts.keep("SOCKS", socks(configuration.crossings().socks().getAsInt(), side));
        }
        Path port = state.run().resolve("port");
        parts.push("port file", () -> Files.deleteIfExists(port));
        Files.writeString(port, Integer.toString(configuration.port()));
    }

    private HttpTransport transport() {
        parts.push(
                "event loops",
                () -> loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly());
        return parts.keep("connections", new HttpTransport(loops));
    }

    private static NetworkIntent intent(AtomicReference<Reconciler> network) {
        Reconciler reconciler = network.get();
        return reconciler == null ? NetworkIntent.EMPTY : reconciler.intent();
    }

    private static Listener listen(HttpTransport transport, InetSocketAddress address, HttpTransport.Service service) {
        try {
            return transport.listen(new EpollServerSocketChannel(), address, service);
        } catch (BindException e) {
            throw new StartFailure("port " + address.getPort() + " on 127.0.0.1 is taken: choose another with --port");
        }
    }

    private SocksListener socks(int port, PublicSide side) {
        try {
            return new SocksListener(loops, port, side);
        } catch (BindException e) {
            throw new StartFailure("port " + port + " on 127.0.0.1 is taken: choose another with --socks");
        }
    }

    private static Optional<String> console(RuncDriver runc, InstanceId id) {
        try {
            byte[] tail = runc.console(id);
            return tail.length == 0 ? Optional.empty() : Optional.of(new String(tail, StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the console of " + id + " cannot be read", e);
            return Optional.empty();
        }
    }

    /** Returns when somebody asked the process to end. */
    public void awaitEnd() throws InterruptedException {
        end.await();
    }

    @Override
    public void close() {
        parts.close();
    }
}
