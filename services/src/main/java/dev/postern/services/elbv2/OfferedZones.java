package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.elbv2.LoadBalancer;
import java.util.List;
import java.util.stream.Stream;

/** The zones in which endpoint services are: those of their balancers, also when these go to others. */
final class OfferedZones {
    private OfferedZones() {}

    /** Puts the services of a balancer that changes to where it will be. */
    static void follow(Elbv2Call call, LoadBalancer changed, Change.Builder change) {
        for (EndpointService service :
                call.by(Indexes.ENDPOINT_SERVICES_BY_BALANCER, changed.arn().toString())) {
            List<String> zones = service.terms().balancerArns().stream()
                    .flatMap(arn -> arn.equals(changed.arn().toString())
                            ? Stream.of(changed)
                            : call.findLoadBalancer(arn).stream())
                    .flatMap(balancer -> balancer.nodes().stream())
                    .flatMap(node -> AvailabilityZone.named(call.scope().region(), node.zone()).stream())
                    .map(AvailabilityZone::id)
                    .distinct()
                    .sorted()
                    .toList();
            if (!zones.equals(service.terms().zoneIds())) {
                change.put(service.withZones(zones));
            }
        }
    }
}
