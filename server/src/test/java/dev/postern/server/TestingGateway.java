package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.explain.Explanation;
import dev.postern.model.AccountId;
import dev.postern.model.Problem;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.time.InForce;
import dev.postern.server.accesslogs.AccessLogs;
import dev.postern.server.attached.AttachedServices;
import dev.postern.server.attached.QueueCourier;
import dev.postern.server.attached.Upstreams;
import dev.postern.server.events.ObjectEvents;
import dev.postern.server.gateway.FrontDoor;
import dev.postern.server.gateway.Gateway;
import dev.postern.server.gateway.ObjectService;
import dev.postern.server.gateway.ServiceDescriptor;
import dev.postern.server.health.Health;
import dev.postern.server.history.History;
import dev.postern.server.history.LastDecision;
import dev.postern.server.http.Answer;
import dev.postern.server.http.HttpTransport;
import dev.postern.server.http.Listener;
import dev.postern.server.http.Peer;
import dev.postern.server.network.Names;
import dev.postern.server.trails.EventRecorder;
import dev.postern.server.why.Asked;
import dev.postern.server.why.Decisions;
import dev.postern.server.why.Packets;
import dev.postern.server.why.Why;
import dev.postern.services.attached.Attachments;
import dev.postern.services.authorization.AuthorizationMessages;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.dynamodb.DynamoDbService;
import dev.postern.services.dynamodb.TableLife;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.ec2.flowlogs.FlowLogDelivery;
import dev.postern.services.iam.Accounts;
import dev.postern.services.iam.InstanceCredentials;
import dev.postern.services.iam.SnapshotCredentials;
import dev.postern.services.instanceconnect.PushedKeys;
import dev.postern.services.s3.LifecycleSweep;
import dev.postern.services.s3.RestoreSweep;
import dev.postern.services.s3.RestoreTimes;
import dev.postern.services.s3.S3Service;
import dev.postern.services.s3.ServiceWrites;
import dev.postern.services.sns.Mail;
import dev.postern.services.sns.Post;
import dev.postern.services.sns.QueueMessage;
import dev.postern.services.sts.IssuerKeys;
import dev.postern.storage.Cloud;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.storage.events.SqliteEventStore;
import dev.postern.storage.items.SqliteItemStore;
import dev.postern.storage.objects.FileObjectStore;
import dev.postern.storage.outbox.Outbox;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.sigv4.SignatureVerifier;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** All services behind a gateway on a port of loopback, without any network of instances; so no privileges are needed. */
final class TestingGateway implements AutoCloseable {
    static final AwsCredentialsProvider ROOT =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    private final EpollEventLoopGroup loops = new EpollEventLoopGroup(2);
    private final HttpTransport transport = new HttpTransport(loops);
    private final LedgerCloud cloud = new LedgerCloud(new MemoryLedger());
    private final FileObjectStore objects;
    private final SqliteItemStore items;
    private final DynamoDbService dynamoDb;
    private final SqliteEventStore eventStore;
    private final EventRecorder events;
    private final AccessLogs accessLogs;
    private final BlockingQueue<Mail> mail = new LinkedBlockingQueue<>();
    private final Outbox outbox;
    private final ObjectEvents objectEvents;
    private final Health health = new Health(Clock.systemUTC());
    private final Upstreams upstreams;
    private final Listener listener;
    private final AtomicReference<IssuerKeys> issuers = new AtomicReference<>(IssuerKeys.NONE);
    private final Gateway gateway;
    private final Why why;
    private final AtomicReference<Clock> clock = new AtomicReference<>(Clock.systemUTC());
    private final AtomicReference<Function<Peer, FrontDoor>> door =
            new AtomicReference<>(peer -> FrontDoor.toAll(new Connection.Public(peer.remote(), peer.secure())));

    TestingGateway(Path directory) throws IOException {
        Ids ids = new Ids(new SecureRandom());
        this.objects = new FileObjectStore(directory);
        this.items = new SqliteItemStore(directory.resolve("items.db"));
        this.dynamoDb = new DynamoDbService(cloud, items);
        Configuration configuration = new Configuration(directory, 4566, new AccountId("000000000000"), "test", "test");
        new FirstAccount(configuration, Clock.systemUTC(), ids).ensure(cloud);
        Authorizer authorizer = new Authorizer(LastDecision::note);
        Clock now = new SettableClock(clock);
        this.eventStore = new SqliteEventStore(directory.resolve("events.db"));
        ServiceWrites deliveries = new ServiceWrites(cloud::snapshot, objects, new Authorizer(), ids);
        this.accessLogs = new AccessLogs(cloud::snapshot, deliveries, ids, now);
        this.events = new EventRecorder(
                cloud::snapshot, eventStore, deliveries, ids, now, lost -> health.report("events", List.of(lost)));
        SignatureVerifier verifier = new SignatureVerifier(new SnapshotCredentials(cloud));
        this.upstreams = new Upstreams(health, Duration.ofSeconds(2));
        QueueCourier queues = new QueueCourier(cloud::snapshot, authorizer, upstreams, ids, now);
        this.outbox = new Outbox(directory.resolve("outbox.db"));
        this.objectEvents = new ObjectEvents(
                cloud::snapshot, Silence.sns(cloud, mail::addAll), new ToQueues(queues), queues, outbox.events(), ids);
        S3Service s3 = new S3Service(cloud, objects, authorizer, objectEvents, RestoreTimes.BY_DEFAULT);
        List<ServiceDescriptor> services = Wiring.services(
                cloud,
                authorizer,
                new Host("x86_64", id -> Optional.empty(), id -> true, new SecureRandom()),
                Quotas.DEFAULTS,
                new PushedKeys(),
                Silence.sns(cloud),
                dynamoDb,
                () -> TargetHealth.NONE,
                FlowLogDelivery.UNDISTURBED,
                events,
                AuthorizationMessages.passing(),
                issuer -> issuers.get().of(issuer));
        this.gateway = new Gateway(
                services,
                ObjectService.of(s3),
                new AttachedServices(verifier, authorizer, cloud, upstreams, new History(), ids, now),
                verifier,
                authorizer::authorizeOperation,
                cloud::snapshot,
                new History().and(events).and(accessLogs),
                ids,
                now);
        Names names = new Names(cloud::snapshot, () -> TargetHealth.NONE);
        this.why = Wiring.why(
                cloud,
                new Packets(names),
                names,
                new AccountId("000000000000"),
                new InstanceCredentials(cloud, authorizer, now, ids),
                new SnapshotCredentials(cloud),
                new Decisions(s3, authorizer, services),
                now,
                ids);
        this.listener = transport.listen(
                new EpollServerSocketChannel(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                HttpTransport.Service.plain((request, peer) ->
                        Answer.of(gateway.handle(request, door.get().apply(peer)))));
    }

    /** Brings what is sent to queues at once, where it can. */
    private record ToQueues(QueueCourier courier) implements Post {
        @Override
        public void send(List<Mail> mail) {
            try {
                for (Mail one : mail) {
                    courier.deliver((QueueMessage) one);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Waits until all events that there were are brought or dropped. */
    void settleEvents() throws InterruptedException {
        assertThat(objectEvents.settled(Duration.ofSeconds(60))).as("events").isTrue();
    }

    /** What SNS sends next to a subscriber. */
    Mail nextMail() throws InterruptedException {
        return Objects.requireNonNull(mail.poll(60, TimeUnit.SECONDS), "nothing was sent");
    }

    /** Why a request of this machine is let do something, or not. */
    Explanation why(String action, String resource, String as) {
        return why.answer(new Asked(
                        "host",
                        action,
                        Optional.of(resource),
                        Optional.of(as),
                        Optional.empty(),
                        Optional.of("000000000000"),
                        Optional.empty()))
                .explanation();
    }

    /** Names the issuers of tokens that are asked from now on. */
    void setIssuers(IssuerKeys named) {
        issuers.set(named);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.address().getPort());
    }

    /** The answer to a request from somewhere on the internet, without a socket. */
    HttpResponse handle(HttpRequest request) {
        return gateway.handle(request, FrontDoor.toAll(new Connection.Public(Ip.of("203.0.113.9"), false)));
    }

    /** A client of the gateway. */
    <B extends AwsClientBuilder<B, C>, C> C client(B builder, AwsCredentialsProvider credentials) {
        return builder.endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
    }

    /** What a call is refused with, {@code Code: message}; {@code none} where it is not. */
    static String refusal(ThrowingCallable call) {
        try {
            call.call();
            return "none";
        } catch (AwsServiceException e) {
            return e.awsErrorDetails().errorCode() + ": " + e.awsErrorDetails().errorMessage();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** The number of commits so far: what was refused must not have changed it. */
    long commits() {
        return cloud.snapshot().sequence();
    }

    /** Attaches a server, as a person does. */
    void attach(String name, URI upstream, String key) {
        cloud.commit(snapshot -> Attachments.attach(
                snapshot,
                Attachments.read(
                        name,
                        upstream.toString(),
                        Optional.of(key),
                        new AccountId("000000000000"),
                        clock.get().instant())));
    }

    /** What people are told is wrong. */
    List<Problem> problems() {
        return health.problems();
    }

    /** Lets time do what it does with tables, as if a minute had gone by. */
    void settleTables() {
        Instant later = clock.get().instant().plusSeconds(60);
        cloud.commit(snapshot -> new Cloud.Outcome<>(new TableLife().pass(snapshot, later, InForce.NOTHING), true));
        dynamoDb.tend(clock.get().instant());
    }

    /** Lets S3 put access logs as far as they have gathered. */
    void deliverAccessLogs() {
        accessLogs.deliver();
    }

    /** Lets CloudTrail bring what it has gathered for trails. */
    void deliverEvents() {
        events.deliver();
    }

    /** Lets the rules of buckets do what they do by some time. */
    void sweepBuckets(Instant time) {
        Ids ids = new Ids(new SecureRandom());
        new RestoreSweep(cloud::snapshot, objects, objectEvents, ids).tend(time);
        new LifecycleSweep(cloud::snapshot, objects, objectEvents, ids).tend(time);
    }

    void setClock(Clock newClock) {
        clock.set(newClock);
    }

    /** A user of the first account with a policy; his access key. */
    AwsCredentialsProvider user(String policy) {
        try (IamClient iam = IamClient.builder()
                .endpointOverride(endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(ROOT)
                .build()) {
            iam.createUser(r -> r.userName("limited"));
            iam.putUserPolicy(r -> r.userName("limited").policyName("p").policyDocument(policy));
            AccessKey key = iam.createAccessKey(r -> r.userName("limited")).accessKey();
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        }
    }

    /** The root user of another account. */
    AwsCredentialsProvider account(String id) {
        Accounts.RootKey key = new Accounts.RootKey("root" + id, "secret" + id);
        cloud.commit(snapshot -> new Cloud.Outcome<>(
                Accounts.create(snapshot, new AccountId(id), key, clock.get().instant()), true));
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
    }

    /** Lets all connections come to the address of a service. */
    void setAddressOf(String service) {
        setDoor(peer -> FrontDoor.of(
                new Connection.Public(peer.remote(), false),
                AddressPlan.serviceAt(AddressPlan.address(service, dev.postern.model.Region.US_EAST_1))
                        .orElseThrow()));
    }

    /** Lets all connections come through another door from now on. */
    void setDoor(Function<Peer, FrontDoor> newDoor) {
        door.set(newDoor);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        transport.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        objectEvents.close();
        outbox.close();
        upstreams.close();
        events.close();
        accessLogs.close();
        eventStore.close();
        objects.close();
        items.close();
        cloud.close();
    }

    private static final class SettableClock extends Clock {
        private final AtomicReference<Clock> now;

        SettableClock(AtomicReference<Clock> now) {
            this.now = now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return now.get().getZone();
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return now.get().withZone(zone);
        }

        @Override
        public java.time.Instant instant() {
            return now.get().instant();
        }
    }
}
