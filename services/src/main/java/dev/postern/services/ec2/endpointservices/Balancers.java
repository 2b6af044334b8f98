package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Arn;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.AvailabilityZone;
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

/** The Network Load Balancers to which an endpoint service leads. A balancer belongs to one service at most. */
final class Balancers {
    private static final String PREFIX = "loadbalancer/";
    private static final Pattern NETWORK = Pattern.compile("loadbalancer/net/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}");

    private Balancers() {}

    /** Those that a new service names. */
    static List<String> checked(Ec2Call call, EndpointServiceId service, List<String> arns) {
        if (arns.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("networkLoadBalancerArns");
        }
        arns.forEach(arn -> check(call, service, arn));
        return arns.stream().distinct().toList();
    }

    static List<String> changed(Ec2Call call, EndpointService service, List<String> added, List<String> removed) {
        List<String> arns = new ArrayList<>(service.terms().networkLoadBalancerArns());
        for (String arn : removed) {
            checkForm(arn);
            if (!arns.remove(arn)) {
                throw Ec2Error.BALANCER_NOT_FOUND.of(arn);
            }
        }
        added.forEach(arn -> check(call, service.id(), arn));
        added.stream().filter(arn -> !arns.contains(arn)).forEach(arns::add);
        if (arns.isEmpty()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "An endpoint service must have at least one Network Load Balancer or Gateway Load Balancer.");
        }
        if (!removed.isEmpty()
                && Services.endpoints(call.snapshot(), service).anyMatch(Connections::isAlive)
                && !arns.containsAll(service.terms().networkLoadBalancerArns())) {
            throw Ec2Error.ENDPOINT_SERVICE_CONNECTED.of();
        }
        return arns;
    }

    /** The ids of the zones in which balancers are, now. */
    static List<String> zones(Ec2Call call, List<String> arns) {
        return arns.stream()
                .flatMap(arn -> find(call, arn).stream())
                .flatMap(balancer -> balancer.nodes().stream())
                .flatMap(node -> AvailabilityZone.named(call.region(), node.zone()).stream())
                .map(AvailabilityZone::id)
                .distinct()
                .sorted()
                .toList();
    }

    /** IPv6 is only for balancers that have addresses of it. */
    static void checkFamilies(Ec2Call call, List<String> arns, List<Family> families) {
        boolean only = arns.stream()
                .flatMap(arn -> find(call, arn).stream())
                .anyMatch(balancer -> balancer.ipAddressType() == LoadBalancer.IpAddressType.IPV4);
        if (only && families.contains(Family.IPV6)) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The IP address type ipv6 is supported for dualstack Network Load Balancers only.");
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

    private static void check(Ec2Call call, EndpointServiceId service, String arn) {
        checkForm(arn);
        if (find(call, arn).isEmpty()) {
            throw Ec2Error.BALANCER_NOT_FOUND.of(arn);
        }
        boolean taken = call.snapshot().by(Indexes.ENDPOINT_SERVICES_BY_BALANCER, arn).values().stream()
                .anyMatch(other -> !other.id().equals(service));
        if (taken) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The load balancer '" + arn + "' is already associated with another VPC endpoint service.");
        }
    }

    private static void checkForm(String arn) {
        boolean network = Arn.parse(arn)
                .filter(parsed -> parsed.service().equals("elasticloadbalancing")
                        && NETWORK.matcher(parsed.resource()).matches())
                .isPresent();
        if (!network) {
            throw Ec2Error.BALANCER_MALFORMED.of(arn);
        }
    }
}
