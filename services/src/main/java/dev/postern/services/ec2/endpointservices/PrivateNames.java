package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointService.PrivateName;
import dev.postern.model.ec2.EndpointService.Verification;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.PublicRecords;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.storage.Cloud.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.StartVpcEndpointServicePrivateDnsVerificationRequest;
import software.amazon.awssdk.services.ec2.model.StartVpcEndpointServicePrivateDnsVerificationResponse;

/**
 * The private names of endpoint services. Whose domain one is, a TXT record in the public DNS proves: its owner asks to look for it, and
 * it is looked for until it is there, for two days at most.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html">Manage DNS names for VPC endpoint services</a>
 */
public final class PrivateNames implements Passage {
    private static final Pattern NAME =
            Pattern.compile("(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int NAME_MAX = 253;
    private static final int RANDOM = 20;
    private static final Duration LOOKED_FOR = Duration.ofDays(2);

    /** Nobody calls the endpoints of a Gateway Load Balancer by a name. */
    static void check(LoadBalancer.Type type, @Nullable String name) {
        if (type == LoadBalancer.Type.GATEWAY && name != null && !name.isEmpty()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "Private DNS names are not supported for endpoint services with Gateway Load Balancers.");
        }
    }

    /** A name that nobody has proved yet. Capitals mean nothing in DNS: it is kept and told as Route 53 keeps names, without them. */
    static PrivateName named(Ec2Call call, String asked) {
        String name = asked.toLowerCase(Locale.ROOT);
        if (name.length() > NAME_MAX || !NAME.matcher(name).matches()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("The private DNS name '" + asked + "' is not valid.");
        }
        return new PrivateName(
                name,
                "_" + call.context().ids().base32(RANDOM).toLowerCase(Locale.ROOT),
                "vpce:" + call.context().ids().base32(RANDOM),
                Verification.PENDING,
                Optional.empty());
    }

    static Optional<PrivateName> changed(Ec2Call call, EndpointService old, @Nullable String name, boolean removed) {
        if (removed && name != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameters PrivateDnsName and RemovePrivateDnsName cannot be used together");
        }
        if (removed) {
            if (Services.endpoints(call.snapshot(), old).anyMatch(Connections::isAlive)) {
                throw Ec2Error.ENDPOINT_SERVICE_CONNECTED.of();
            }
            return Optional.empty();
        }
        if (name == null
                || old.privateName()
                        .filter(present -> present.name().equals(name.toLowerCase(Locale.ROOT)))
                        .isPresent()) {
            return old.privateName();
        }
        return Optional.of(named(call, name));
    }

    static Outcome<StartVpcEndpointServicePrivateDnsVerificationResponse> startVerification(
            Ec2Call call, StartVpcEndpointServicePrivateDnsVerificationRequest request) {
        EndpointService service = Services.require(call, request.serviceId());
        PrivateName name = service.privateName()
                .orElseThrow(() -> Ec2Error.ENDPOINT_PARAMETER.of(
                        "The service " + service.id() + " does not have a private DNS name."));
        PrivateName looked = isProved(call.snapshot(), name)
                ? name.with(Verification.VERIFIED, Optional.empty())
                : name.with(Verification.PENDING, Optional.of(call.now()));
        return new Outcome<>(
                looked.equals(name) ? Change.NONE : Change.put(service.withPrivateName(Optional.of(looked))),
                StartVpcEndpointServicePrivateDnsVerificationResponse.builder()
                        .returnValue(true)
                        .build());
    }

    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        return waiting(snapshot)
                .map(service -> {
                    PrivateName name = service.privateName().orElseThrow();
                    Instant started = name.startedAt().orElseThrow();
                    return isProved(snapshot, name) ? started : started.plus(LOOKED_FOR);
                })
                .min(Comparator.naturalOrder());
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        waiting(snapshot).forEach(service -> {
            PrivateName name = service.privateName().orElseThrow();
            boolean late = !name.startedAt().orElseThrow().plus(LOOKED_FOR).isAfter(now);
            boolean proved = isProved(snapshot, name);
            if (proved || late) {
                change.put(service.withPrivateName(Optional.of(
                        name.with(proved ? Verification.VERIFIED : Verification.FAILED, Optional.empty()))));
            }
        });
        return change.build();
    }

    private static Stream<EndpointService> waiting(Snapshot snapshot) {
        return snapshot.by(Indexes.ENDPOINT_SERVICES_BY_PROOF).entrySet().stream()
                .flatMap(those -> those.getValue().values().stream());
    }

    /** Whether the record is at the name's domain or at one above, with its label or without. */
    private static boolean isProved(Snapshot snapshot, PrivateName name) {
        List<DnsName> domains = DnsName.parse(name.domain()).orElseThrow().andAbove();
        return domains.stream()
                .flatMap(domain -> Stream.of(
                        domain,
                        DnsName.parse(name.label() + "." + domain.text()).orElse(domain)))
                .flatMap(at -> PublicRecords.texts(snapshot, at))
                .anyMatch(name.value()::equals);
    }
}
