package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Arn;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServicePermission;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.request.Caller;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What others must know of endpoint services: by which name one is meant, and who may connect to it. */
public final class Services {
    private Services() {}

    /** The caller's service of an id, unless it is being deleted. */
    static EndpointService require(Ec2Call call, @Nullable String id) {
        EndpointService service = Noun.ENDPOINT_SERVICE.require(call, id, "serviceId");
        if (service.state() != EndpointService.State.AVAILABLE) {
            throw Ec2Error.ENDPOINT_SERVICE_NOT_FOUND.of(service.id());
        }
        return service;
    }

    /** The service of a name, whosever it is; empty where there is none, or it is being deleted. */
    public static Optional<EndpointService> named(Snapshot snapshot, String serviceName) {
        return EndpointService.named(snapshot, serviceName)
                .filter(service -> service.state() == EndpointService.State.AVAILABLE);
    }

    /** Whether a caller may connect endpoints of his Region to a service: it is his account's, or its owner permits it. */
    public static boolean isOffered(Ec2Call call, EndpointService service) {
        return service.regions().contains(call.region())
                && (service.scope().account().equals(call.scope().account())
                        || call.snapshot().by(Indexes.PERMISSIONS_BY_SERVICE, service.id()).values().stream()
                                .map(EndpointServicePermission::principal)
                                .anyMatch(principals(call.context().caller())::contains));
    }

    /** All services of Regions to which a caller may connect endpoints of his Region, by name. */
    public static List<EndpointService> offered(Ec2Call call, Collection<Region> of) {
        Stream<EndpointService> own = of.stream()
                .flatMap(region ->
                        call
                                .snapshot()
                                .all(EndpointService.class)
                                .in(new Scope(call.scope().account(), region))
                                .stream());
        Stream<EndpointService> permitted = principals(call.context().caller()).stream()
                .flatMap(principal -> call.snapshot().by(Indexes.PERMISSIONS_BY_PRINCIPAL, principal).values().stream())
                .flatMap(
                        permission -> call
                                .snapshot()
                                .find(
                                        EndpointService.class,
                                        permission.scope(),
                                        permission.service().value())
                                .stream());
        return Stream.concat(own, permitted)
                .filter(service -> service.state() == EndpointService.State.AVAILABLE)
                .filter(service -> of.contains(service.scope().region())
                        && service.regions().contains(call.region()))
                .distinct()
                .sorted(Comparator.comparing(EndpointService::serviceName))
                .toList();
    }

    /** How an owner may name a caller. */
    private static List<String> principals(Caller caller) {
        Stream<String> named = switch (caller) {
            case Caller.Anonymous() -> Stream.empty();
            case Caller.Root root -> Stream.of(Permissions.account(root.account()));
            case Caller.FederatedUser user -> Stream.of(Permissions.account(user.account()), user.arn());
            case Caller.User user -> Stream.of(Permissions.account(user.account()), user.arn());
            case Caller.AssumedRole session ->
                Stream.of(
                        Permissions.account(session.account()),
                        Arn.global("iam", session.account(), "role" + session.rolePath() + session.roleName())
                                .toString());
        };
        return Stream.concat(named, Stream.of(EndpointServicePermission.EVERYBODY))
                .toList();
    }

    /** The zones in which a service is: those of its balancers, in the order of their ids. */
    public static List<AvailabilityZone> zones(Snapshot snapshot, EndpointService service) {
        Region region = service.scope().region();
        return service.terms().balancerArns().stream()
                .map(LoadBalancer::keyOf)
                .flatMap(key -> snapshot.find(LoadBalancer.class, service.scope(), key).stream())
                .flatMap(balancer -> balancer.nodes().stream())
                .flatMap(node -> AvailabilityZone.named(region, node.zone()).stream())
                .distinct()
                .sorted(Comparator.comparing(AvailabilityZone::id))
                .toList();
    }

    /** The type of the endpoints to a service, as EC2 writes it. */
    public static String endpointType(EndpointService service) {
        return switch (service.terms().type()) {
            case NETWORK -> "Interface";
            case GATEWAY -> "GatewayLoadBalancer";
        };
    }

    /** The state in which an endpoint to a service begins. */
    public static VpcEndpoint.State first(EndpointService service) {
        return service.terms().acceptanceRequired() ? VpcEndpoint.State.PENDING_ACCEPTANCE : VpcEndpoint.State.PENDING;
    }

    /** The endpoints that lead to a service, of all accounts, in the order of their owners and ids. */
    public static Stream<VpcEndpoint> endpoints(Snapshot snapshot, EndpointService service) {
        return snapshot.by(Indexes.ENDPOINTS_BY_SERVICE, service.serviceName()).values().stream();
    }
}
