package dev.postern.server.sns;

import dev.postern.dataplane.Places;
import dev.postern.guest.tls.MessageSigner;
import dev.postern.model.request.Ids;
import dev.postern.server.attached.QueueCourier;
import dev.postern.server.attached.Upstreams;
import dev.postern.server.network.PublicSide;
import dev.postern.server.network.ServiceFront;
import dev.postern.server.outside.Beyond;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.sns.Parcel;
import dev.postern.services.sns.Post;
import dev.postern.services.sns.QueueMessage;
import dev.postern.services.sns.SnsService;
import dev.postern.storage.Cloud;
import dev.postern.storage.outbox.Outbox;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** SNS of a cloud: its operations, the key that it signs with, and what brings its messages once there is a network. */
public final class Sns implements AutoCloseable {
    private final SigningKey signing;
    private final Deliveries deliveries;
    private final SnsService service;
    private final QueueCourier queues;
    private final ExecutorService news = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("sns-news").daemon().factory());

    /**
     * Topics are told of connections from now on.
     *
     * @param outbox where what is to be brought waits; its opener's to close, later
     * @param upstreams by which servers are asked that have queues
     */
    public Sns(Cloud cloud, Outbox outbox, MessageSigner signer, Upstreams upstreams, Ids ids, Clock clock) {
        this.deliveries = new Deliveries(outbox.mail());
        this.queues = new QueueCourier(cloud::snapshot, new Authorizer(), upstreams, ids, clock);
        this.signing = new SigningKey(signer);
        this.service = new SnsService(cloud, deliveries, signing);
        Announcer announcer = new Announcer(service, new Authorizer(), ids, clock, cloud.snapshot());
        cloud.onCommit(snapshot -> {
            if (!news.isShutdown()) {
                news.execute(() -> announcer.committed(snapshot));
            }
        });
    }

    public SnsService service() {
        return service;
    }

    /** Who brings a message to a queue at once. */
    public QueueCourier queues() {
        return queues;
    }

    /** Who brings what is sent to queues for other services, too. */
    public Post post() {
        return deliveries;
    }

    /** The same front, and SNS's certificate for everybody. */
    public ServiceFront before(ServiceFront services) {
        return signing.before(services);
    }

    /**
     * Begins to bring what was sent.
     *
     * @param authority whose certificates are good beside those that are everywhere
     */
    public void begin(Places places, PublicSide side, Optional<Beyond> beyond, X509Certificate authority)
            throws IOException {
        HttpCourier addresses = new HttpCourier(places, side, beyond, new Trust(authority)::context);
        deliveries.begin(mail -> switch (mail) {
            case Parcel parcel -> addresses.deliver(parcel);
            case QueueMessage message -> queues.deliver(message);
        });
    }

    @Override
    public void close() {
        news.shutdownNow();
        deliveries.close();
    }
}
