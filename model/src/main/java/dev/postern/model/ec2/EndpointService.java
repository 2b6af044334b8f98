package dev.postern.model.ec2;

import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.net.Family;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A service that its owner offers by AWS PrivateLink: endpoints of others lead to its load balancers.
 *
 * @param terms on which endpoints are connected to it
 * @param ownerPays whether its owner pays for the endpoints, which is for good
 * @param privateName the name by which consumers may reach it
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html">Share your services through
 *     AWS PrivateLink</a>
 */
public record EndpointService(
        Scope scope,
        EndpointServiceId id,
        State state,
        Terms terms,
        boolean ownerPays,
        Optional<PrivateName> privateName,
        Instant createdAt,
        Tags tags)
        implements Ec2Resource {
    private static final String AMAZON = "com.amazonaws.";
    private static final String NAMES = AMAZON + "vpce.";

    @Override
    public String key() {
        return id.value();
    }

    /** What an owner says of the endpoints that may be connected. */
    public record Terms(
            boolean acceptanceRequired,
            List<String> networkLoadBalancerArns,
            List<String> gatewayLoadBalancerArns,
            List<Family> families,
            List<Region> otherRegions) {
        /**
         * @param acceptanceRequired whether the owner accepts each one himself
         * @param networkLoadBalancerArns where they lead, if by addresses of their own
         * @param gatewayLoadBalancerArns where they lead, if by routes: a service has at least one balancer, and all of one type
         * @param families of the addresses that an endpoint may have
         * @param otherRegions besides the service's own, from which new endpoints may lead to it
         */
        public Terms {
            networkLoadBalancerArns = List.copyOf(networkLoadBalancerArns);
            gatewayLoadBalancerArns = List.copyOf(gatewayLoadBalancerArns);
            families = List.copyOf(families);
            otherRegions = List.copyOf(otherRegions);
        }

        /** Which type of balancers they lead to. */
        public LoadBalancer.Type type() {
            return gatewayLoadBalancerArns.isEmpty() ? LoadBalancer.Type.NETWORK : LoadBalancer.Type.GATEWAY;
        }

        /** Where they lead, whatever the type. */
        public List<String> balancerArns() {
            return switch (type()) {
                case NETWORK -> networkLoadBalancerArns;
                case GATEWAY -> gatewayLoadBalancerArns;
            };
        }
    }

    /**
     * A name that its owner has to prove to be his own, by a TXT record in the public DNS.
     *
     * @param name in lower case, without the final dot; a wildcard begins with {@code *.}
     * @param label of the record, which is put before the name's domain: it begins with an underscore
     * @param value of the record, as {@code vpce:l6p0ERxlTt45jevFwOCp}
     * @param startedAt when its owner last asked to look for the record, while it is not found yet
     */
    public record PrivateName(
            String name, String label, String value, Verification verification, Optional<Instant> startedAt) {
        /** The domain that has to be proved: the name, without the star of a wildcard. */
        public String domain() {
            return domainOf(name);
        }

        /** The same of any name. */
        public static String domainOf(String name) {
            return name.startsWith("*.") ? name.substring(2) : name;
        }

        public PrivateName with(Verification newVerification, Optional<Instant> since) {
            return new PrivateName(name, label, value, newVerification, since);
        }
    }

    /** How far the proof of a private name is. */
    public enum Verification {
        PENDING("pendingVerification"),
        VERIFIED("verified"),
        FAILED("failed");

        private final String wireName;

        Verification(String wireName) {
            this.wireName = wireName;
        }

        /** As EC2 writes it. */
        public String wireName() {
            return wireName;
        }
    }

    /** The life of a service. */
    public enum State {
        AVAILABLE("Available"),
        DELETING("Deleting");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        /** As EC2 writes it in answers and filters. */
        public String wireName() {
            return wireName;
        }
    }

    /** The Regions from which new endpoints may lead to it: its own first. */
    public List<Region> regions() {
        return Stream.concat(Stream.of(scope.region()), terms.otherRegions().stream())
                .toList();
    }

    /** What endpoints call it: {@code com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0}. */
    public String serviceName() {
        return nameOf(scope.region(), id);
    }

    /** The name under which its endpoints' DNS names are. */
    public String baseDnsName() {
        return id + "." + scope.region() + ".vpce.amazonaws.com";
    }

    /** The id of which a service's name tells; empty if it is not the name of an endpoint service. */
    public static Optional<EndpointServiceId> idIn(String serviceName) {
        return regionIn(serviceName)
                .map(EndpointService::before)
                .filter(serviceName::startsWith)
                .map(before -> serviceName.substring(before.length()))
                .filter(id -> ResourceId.isWellFormed(EndpointServiceId.PREFIX, id))
                .map(EndpointServiceId::new);
    }

    /** The one of a name, whosever it is and whatever its state; empty where there is none. */
    public static Optional<EndpointService> named(Snapshot snapshot, String serviceName) {
        return idIn(serviceName)
                .flatMap(id -> snapshot.by(Indexes.ENDPOINT_SERVICES_BY_ID, id).values().stream()
                        .filter(service -> service.serviceName().equals(serviceName))
                        .findFirst());
    }

    /** The Region of which the name of any service tells to which endpoints lead, AWS's too; empty if it tells of none. */
    public static Optional<Region> regionIn(String serviceName) {
        String after = serviceName.startsWith(NAMES)
                ? serviceName.substring(NAMES.length())
                : serviceName.startsWith(AMAZON) ? serviceName.substring(AMAZON.length()) : "";
        int dot = after.indexOf('.');
        return dot < 0 ? AwsInterfaceService.regionOfGlobal(after) : Region.find(after.substring(0, dot));
    }

    private static String nameOf(Region region, EndpointServiceId id) {
        return before(region) + id;
    }

    private static String before(Region region) {
        return NAMES + region + ".";
    }

    /** Whether consumers may use its private name. */
    public Optional<String> provenName() {
        return privateName
                .filter(name -> name.verification() == Verification.VERIFIED)
                .map(PrivateName::name);
    }

    public EndpointService withState(State newState) {
        return new EndpointService(scope, id, newState, terms, ownerPays, privateName, createdAt, tags);
    }

    public EndpointService withTerms(Terms newTerms) {
        return new EndpointService(scope, id, state, newTerms, ownerPays, privateName, createdAt, tags);
    }

    /** That its owner pays from now on. */
    public EndpointService paidByOwner() {
        return new EndpointService(scope, id, state, terms, true, privateName, createdAt, tags);
    }

    public EndpointService withPrivateName(Optional<PrivateName> newName) {
        return new EndpointService(scope, id, state, terms, ownerPays, newName, createdAt, tags);
    }

    public EndpointService withTags(Tags newTags) {
        return new EndpointService(scope, id, state, terms, ownerPays, privateName, createdAt, newTags);
    }
}
