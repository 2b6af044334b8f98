package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Arn;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServiceConfigurationRequest;

/**
 * The balancers to which an endpoint service leads, all of one type. A balancer belongs to one service at most.
 *
 * @param arns their ARNs, in the order in which they were named
 */
record Balancers(LoadBalancer.Type type, List<String> arns) {
    private static final String PREFIX = "loadbalancer/";
    private static final Pattern BALANCER = Pattern.compile("loadbalancer/(net|gwy)/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}");

    Balancers {
        arns = List.copyOf(arns);
    }

    /** Those that a new service names. */
    static Balancers checked(Ec2Call call, EndpointServiceId service, List<String> network, List<String> gateway) {
        if (network.isEmpty() && gateway.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("networkLoadBalancerArns");
        }
        if (!network.isEmpty() && !gateway.isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameters networkLoadBalancerArns and gatewayLoadBalancerArns cannot be used together");
        }
        LoadBalancer.Type type = gateway.isEmpty() ? LoadBalancer.Type.NETWORK : LoadBalancer.Type.GATEWAY;
        List<String> arns = gateway.isEmpty() ? network : gateway;
        arns.forEach(arn -> check(call, type, service, arn));
        return new Balancers(type, arns.stream().distinct().toList());
    }

    static Balancers changed(
            Ec2Call call, EndpointService service, ModifyVpcEndpointServiceConfigurationRequest request) {
        LoadBalancer.Type type = service.terms().type();
        refuseOthers(type, request);
        List<String> added = type == LoadBalancer.Type.NETWORK
                ? request.addNetworkLoadBalancerArns()
                : request.addGatewayLoadBalancerArns();
        List<String> removed = type == LoadBalancer.Type.NETWORK
                ? request.removeNetworkLoadBalancerArns()
                : request.removeGatewayLoadBalancerArns();
        List<String> arns = new ArrayList<>(service.terms().balancerArns());
        for (String arn : removed.stream().distinct().toList()) {
            checkForm(type, arn);
            if (!arns.remove(arn)) {
                throw notFound(type).of(arn);
            }
        }
        added.forEach(arn -> check(call, type, service.id(), arn));
        added.stream().filter(arn -> !arns.contains(arn)).forEach(arns::add);
        if (arns.isEmpty()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "An endpoint service must have at least one Network Load Balancer or Gateway Load Balancer.");
        }
        if (!removed.isEmpty()
                && Services.endpoints(call.snapshot(), service).anyMatch(Connections::isAlive)
                && !arns.containsAll(service.terms().balancerArns())) {
            throw Ec2Error.ENDPOINT_SERVICE_CONNECTED.of();
        }
        return new Balancers(type, arns);
    }

    /** What the type of a service's first balancers is, all that come are of. */
    private static void refuseOthers(LoadBalancer.Type type, ModifyVpcEndpointServiceConfigurationRequest request) {
        boolean others = type == LoadBalancer.Type.NETWORK
                ? !request.addGatewayLoadBalancerArns().isEmpty()
                        || !request.removeGatewayLoadBalancerArns().isEmpty()
                : !request.addNetworkLoadBalancerArns().isEmpty()
                        || !request.removeNetworkLoadBalancerArns().isEmpty();
        if (others) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "An endpoint service cannot have both Network Load Balancers and Gateway Load Balancers.");
        }
    }

    /** Those of a type; none of the other. */
    List<String> of(LoadBalancer.Type asked) {
        return type == asked ? arns : List.of();
    }

    /** IPv6 is only for balancers that have addresses of it. */
    void checkFamilies(Ec2Call call, List<Family> families) {
        boolean only = arns.stream()
                .flatMap(arn -> find(call, arn).stream())
                .anyMatch(balancer -> balancer.ipAddressType() == LoadBalancer.IpAddressType.IPV4);
        if (only && families.contains(Family.IPV6)) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The IP address type ipv6 is supported for dualstack load balancers only.");
        }
    }

    private static Optional<LoadBalancer> find(Ec2Call call, String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.account().equals(call.scope().account().value())
                        && parsed.region().equals(call.region().name()))
                .flatMap(parsed -> call.snapshot()
                        .find(
                                LoadBalancer.class,
                                call.scope(),
                                parsed.resource().substring(PREFIX.length())));
    }

    private static void check(Ec2Call call, LoadBalancer.Type type, EndpointServiceId service, String arn) {
        checkForm(type, arn);
        if (find(call, arn).isEmpty()) {
            throw notFound(type).of(arn);
        }
        boolean taken = call.snapshot().by(Indexes.ENDPOINT_SERVICES_BY_BALANCER, arn).values().stream()
                .anyMatch(other -> !other.id().equals(service));
        if (taken) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The load balancer '" + arn + "' is already associated with another VPC endpoint service.");
        }
    }

    private static Ec2Error notFound(LoadBalancer.Type type) {
        return switch (type) {
            case NETWORK -> Ec2Error.BALANCER_NOT_FOUND;
            case GATEWAY -> Ec2Error.GATEWAY_BALANCER_NOT_FOUND;
        };
    }

    private static void checkForm(LoadBalancer.Type type, String arn) {
        boolean right = Arn.parse(arn)
                .filter(parsed -> parsed.service().equals("elasticloadbalancing")
                        && BALANCER.matcher(parsed.resource()).matches()
                        && parsed.resource().startsWith(PREFIX + type.prefix()))
                .isPresent();
        if (!right) {
            throw switch (type) {
                case NETWORK -> Ec2Error.BALANCER_MALFORMED.of(arn);
                case GATEWAY -> Ec2Error.GATEWAY_BALANCER_MALFORMED.of(arn);
            };
        }
    }
}
