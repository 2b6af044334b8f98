package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Tags;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.IpAddressType;
import dev.postern.model.elbv2.LoadBalancer.Node;
import dev.postern.model.elbv2.LoadBalancer.Scheme;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerResponse;

/**
 * How a balancer is made. Who asks for one again, with the same name and the same settings, gets the one that is there.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html">CreateLoadBalancer</a>
 */
final class NewLoadBalancer {
    private NewLoadBalancer() {}

    /** What a request asks for. */
    private record Wanted(
            LoadBalancer.Type kind,
            String name,
            Scheme scheme,
            IpAddressType type,
            List<RequestedSubnet> subnets,
            List<SecurityGroupId> groups,
            Tags tags) {
        VpcId vpc() {
            return subnets.getFirst().subnet().vpcId();
        }

        /** Whether a balancer that is there is as asked for. */
        boolean isMet(Elbv2Call call, LoadBalancer balancer) {
            return balancer.type() == kind
                    && balancer.scheme() == scheme
                    && balancer.ipAddressType() == type
                    && balancer.groups().equals(groups)
                    && balancer.tags().equals(tags)
                    && balancer.nodes().size() == subnets.size()
                    && IntStream.range(0, subnets.size())
                            .allMatch(i ->
                                    subnets.get(i).isMet(call, balancer.nodes().get(i)));
        }
    }

    static Outcome<CreateLoadBalancerResponse> create(Elbv2Call call, CreateLoadBalancerRequest request) {
        Wanted wanted = wanted(call, request);
        Optional<LoadBalancer> same =
                call.by(Indexes.LOAD_BALANCERS_BY_NAME, wanted.name()).stream().findFirst();
        if (same.isPresent()) {
            if (!wanted.isMet(call, same.get())) {
                throw Elbv2Error.DUPLICATE_LOAD_BALANCER_NAME.of("A load balancer with the same name '" + wanted.name()
                        + "' exists, but with different settings");
            }
            return new Outcome<>(Change.NONE, created(call, same.get()));
        }
        long there = call.all(LoadBalancer.class).stream()
                .filter(one -> one.type() == wanted.kind())
                .count();
        if (there >= Limits.balancers(wanted.kind())) {
            throw Elbv2Error.TOO_MANY_LOAD_BALANCERS.of("The maximum number of load balancers has been reached");
        }
        Limits.checkInterfaces(
                wanted.kind(),
                interfaces(call, wanted.kind(), wanted.vpc()),
                wanted.subnets().size());
        boolean inaccessible =
                call.snapshot().by(Indexes.GATEWAYS_BY_VPC, wanted.vpc()).isEmpty();
        if (wanted.scheme() == Scheme.INTERNET_FACING && inaccessible) {
            throw Elbv2Error.INVALID_SUBNET.of("VPC " + wanted.vpc() + " has no internet gateway");
        }
        LoadBalancer empty = new LoadBalancer(
                call.scope(),
                wanted.name(),
                call.newId(),
                wanted.kind(),
                wanted.vpc(),
                wanted.scheme(),
                wanted.type(),
                LoadBalancer.State.PROVISIONING,
                call.now(),
                !wanted.groups().isEmpty(),
                wanted.groups(),
                !wanted.groups().isEmpty(),
                List.of(),
                new TreeMap<>(),
                call.now(),
                wanted.tags());
        Change.Builder change = Change.builder();
        Nodes nodes = new Nodes(call, change);
        List<Node> made = wanted.subnets().stream()
                .map(subnet -> nodes.make(empty, wanted.type(), subnet))
                .toList();
        LoadBalancer balancer = empty.withNodes(wanted.type(), made);
        Change all = change.put(balancer).build();
        return new Outcome<>(all, created(call.after(all), balancer));
    }

    /** How many interfaces the balancers of a type have in a VPC. */
    static long interfaces(Elbv2Call call, LoadBalancer.Type kind, VpcId vpc) {
        return call.all(LoadBalancer.class).stream()
                .filter(one -> one.type() == kind && one.vpcId().equals(vpc))
                .mapToLong(one -> one.nodes().size())
                .sum();
    }

    private static CreateLoadBalancerResponse created(Elbv2Call call, LoadBalancer balancer) {
        return CreateLoadBalancerResponse.builder()
                .loadBalancers(LoadBalancerView.of(call, balancer))
                .build();
    }

    private static Wanted wanted(Elbv2Call call, CreateLoadBalancerRequest request) {
        LoadBalancer.Type kind = type(request.typeAsString());
        Names.check(request.name(), "The load balancer");
        if (request.name().startsWith("internal-")) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    "The load balancer name '" + request.name() + "' cannot begin with 'internal-'");
        }
        Scheme scheme = scheme(kind, request.schemeAsString());
        List<RequestedSubnet> subnets = RequestedSubnet.of(call, request.subnets(), request.subnetMappings());
        IpAddressType families =
                addressType(kind, request.ipAddressTypeAsString()).orElse(IpAddressType.IPV4);
        subnets.forEach(subnet -> subnet.checkFor(kind, scheme, families));
        if (kind == LoadBalancer.Type.GATEWAY && !request.securityGroups().isEmpty()) {
            throw noGroups();
        }
        return new Wanted(
                kind,
                request.name(),
                scheme,
                families,
                subnets,
                groups(call, subnets.getFirst().subnet().vpcId(), request.securityGroups()),
                TagSets.with(Tags.NONE, request.tags()));
    }

    private static LoadBalancer.Type type(@Nullable String type) {
        String asked = type == null ? "application" : type;
        return LoadBalancer.Type.find(asked)
                .orElseThrow(() -> Elbv2Error.OPERATION_NOT_PERMITTED.of("Load balancers of type '" + asked
                        + "' cannot be created here, only those of types 'network' and 'gateway'"));
    }

    /** Only endpoints lead to a Gateway Load Balancer: nobody chooses who reaches it. */
    private static Scheme scheme(LoadBalancer.Type kind, @Nullable String name) {
        if (kind == LoadBalancer.Type.GATEWAY) {
            if (name != null) {
                throw Elbv2Error.VALIDATION_ERROR.of("A scheme cannot be specified for gateway load balancers");
            }
            return Scheme.INTERNAL;
        }
        return name == null ? Scheme.INTERNET_FACING : Scheme.find(name).orElseThrow();
    }

    static ApiException noGroups() {
        return Elbv2Error.INVALID_CONFIGURATION.of(
                "Security groups are not supported for load balancers with type 'gateway'");
    }

    /** The families that a request asks for; empty where it says nothing. */
    static Optional<IpAddressType> addressType(LoadBalancer.Type kind, @Nullable String name) {
        return Optional.ofNullable(name)
                .map(given -> IpAddressType.find(given)
                        .orElseThrow(() -> Elbv2Error.INVALID_CONFIGURATION.of("The IP address type '" + given
                                + "' is not supported for load balancers with type '" + kind.wireName() + "'")));
    }

    /** The security groups that a request names, without doubles: all of the VPC. */
    static List<SecurityGroupId> groups(Elbv2Call call, VpcId vpc, List<String> ids) {
        List<SecurityGroupId> groups =
                ids.stream().distinct().map(id -> group(call, vpc, id)).toList();
        if (groups.size() > Limits.SECURITY_GROUPS) {
            throw Elbv2Error.INVALID_CONFIGURATION.of(
                    "The maximum number of security groups per load balancer is " + Limits.SECURITY_GROUPS);
        }
        return groups;
    }

    private static SecurityGroupId group(Elbv2Call call, VpcId vpc, String id) {
        SecurityGroup group = Optional.of(id)
                .filter(given -> ResourceId.isWellFormed(SecurityGroupId.PREFIX, given))
                .flatMap(given -> call.snapshot().find(SecurityGroup.class, call.scope(), given))
                .orElseThrow(() -> Elbv2Error.INVALID_SECURITY_GROUP.of("Security group '" + id + "' does not exist"));
        if (!group.isIn(vpc)) {
            throw Elbv2Error.INVALID_SECURITY_GROUP.of(
                    "Security group '" + id + "' does not belong to VPC '" + vpc + "'");
        }
        return group.id();
    }
}
