package dev.postern.guest.tls;

import dev.postern.guest.ServiceNames;
import dev.postern.guest.ServiceNames.Zone;
import dev.postern.model.ec2.EndpointNames;
import dev.postern.model.net.Ip;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Certificates for the services' names, one per zone, made when first asked for and again before they expire; and for this
 * machine. As on AWS, a bucket whose name contains dots has no certificate as a virtual host.
 */
public final class ServerCertificates {
    private static final Duration LIFETIME = Duration.ofDays(90);
    private static final Duration RENEWAL = Duration.ofDays(30);
    private static final Subject LOOPBACK = new Subject(
            List.of("localhost", "*.localhost", "s3.localhost", "*.s3.localhost"),
            List.of(Ip.of("127.0.0.1"), Ip.of("::1")));
    private static final String USUAL_HOST = "s3.amazonaws.com";

    private final CertificateAuthority authority;
    private final Clock clock;
    private final ConcurrentHashMap<Subject, ServerCertificate> made = new ConcurrentHashMap<>();

    /** Whom a certificate is for. */
    private record Subject(List<String> names, List<Ip> addresses) {}

    public ServerCertificates(CertificateAuthority authority, Clock clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /** The certificate for the name that a client asks for (SNI); none if no service has that name. */
    public Optional<ServerCertificate> forHost(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("localhost") || lower.endsWith(".localhost")) {
            return Optional.of(of(LOOPBACK));
        }
        return EndpointNames.claim(lower)
                .map(claim -> of(new Subject(names(claim), List.of())))
                .or(() -> ServiceNames.find(name)
                        .map(zone -> of(new Subject(names(zone).toList(), List.of()))));
    }

    /** The certificate for a client that names no host: for all names that lead to the address, and for the address. */
    public ServerCertificate forAddress(Ip address) {
        if (CertificateAuthority.LOOPBACK.stream().anyMatch(block -> block.contains(address))) {
            return of(LOOPBACK);
        }
        List<String> names = ServiceNames.at(address).stream()
                .flatMap(ServerCertificates::names)
                .toList();
        return names.isEmpty() ? forHost(USUAL_HOST).orElseThrow() : of(new Subject(names, List.of(address)));
    }

    private ServerCertificate of(Subject subject) {
        Instant now = clock.instant();
        return made.compute(
                subject,
                (_, kept) -> kept != null && kept.expiresAt().minus(RENEWAL).isAfter(now)
                        ? kept
                        : authority.issue(subject.names(), subject.addresses(), now, LIFETIME));
    }

    /** An endpoint's certificate is for all endpoints of the service, but S3's is for one and for the buckets behind it. */
    private static List<String> names(EndpointNames.Claim claim) {
        String name = claim.name();
        int first = name.indexOf(claim.endpoint().value());
        String own = name.substring(first);
        String any = "*" + own.substring(own.indexOf('.'));
        return own.contains(".s3.")
                ? List.of(any, "*." + own, "*.bucket." + own, "*.accesspoint." + own, "*.control." + own)
                : List.of(any);
    }

    private static Stream<String> names(Zone zone) {
        return zone.names().stream()
                .flatMap(name -> zone.subdomains() ? Stream.of(name, "*." + name) : Stream.of(name));
    }
}
