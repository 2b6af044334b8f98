package dev.postern.guest.tls;

import dev.postern.guest.ServiceNames;
import dev.postern.guest.ServiceNames.Zone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Certificates for the services' names, one per zone, made when first asked for and again before they expire. As on
 * AWS, a bucket whose name contains dots has no certificate as a virtual host.
 */
public final class ServerCertificates {
    private static final Duration LIFETIME = Duration.ofDays(90);
    private static final Duration RENEWAL = Duration.ofDays(30);

    private final CertificateAuthority authority;
    private final Clock clock;
    private final ConcurrentHashMap<Zone, ServerCertificate> byZone = new ConcurrentHashMap<>();

    public ServerCertificates(CertificateAuthority authority, Clock clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /** The certificate for the name that a client asks for (SNI); none if no service has that name. */
    public Optional<ServerCertificate> forHost(String name) {
        return ServiceNames.find(name).map(zone -> {
            Instant now = clock.instant();
            return byZone.compute(
                    zone,
                    (_, kept) -> kept != null && kept.expiresAt().minus(RENEWAL).isAfter(now)
                            ? kept
                            : authority.issue(names(zone), now, LIFETIME));
        });
    }

    private static List<String> names(Zone zone) {
        return zone.names().stream()
                .flatMap(name -> zone.subdomains() ? Stream.of(name, "*." + name) : Stream.of(name))
                .toList();
    }
}
