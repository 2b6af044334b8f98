package dev.postern.server.sns;

import dev.postern.dataplane.Places;
import dev.postern.guest.tls.MessageSigner;
import dev.postern.server.network.PublicSide;
import dev.postern.server.network.ServiceFront;
import dev.postern.server.outside.Beyond;
import dev.postern.services.sns.SnsService;
import dev.postern.storage.Cloud;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** SNS of a cloud: its operations, the key that it signs with, and what brings its messages once there is a network. */
public final class Sns implements AutoCloseable {
    private final SigningKey signing;
    private final Deliveries deliveries = new Deliveries();
    private final SnsService service;

    public Sns(Cloud cloud, MessageSigner signer) {
        this.signing = new SigningKey(signer);
        this.service = new SnsService(cloud, deliveries, signing);
    }

    public SnsService service() {
        return service;
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
        deliveries.begin(new HttpCourier(places, side, beyond, Trust.with(authority)));
    }

    @Override
    public void close() {
        deliveries.close();
    }
}
