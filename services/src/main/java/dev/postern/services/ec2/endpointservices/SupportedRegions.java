package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServiceConfigurationRequest;

/**
 * From which Regions endpoints may lead to a service: always from its own. Who is connected stays so when his Region is supported no
 * more.
 *
 * @param others in the order of their names
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-cross-region">Cross-Region
 *     access</a>
 */
record SupportedRegions(List<Region> others) {
    SupportedRegions {
        others = others.stream().distinct().sorted().toList();
    }

    /** Those that a new service names. */
    static SupportedRegions of(Ec2Call call, List<String> names) {
        return new SupportedRegions(names.stream()
                .map(SupportedRegions::region)
                .filter(region -> !region.equals(call.region()))
                .toList());
    }

    static SupportedRegions changed(
            Ec2Call call, EndpointService service, ModifyVpcEndpointServiceConfigurationRequest request) {
        List<Region> others = new ArrayList<>(service.terms().otherRegions());
        for (String name : request.removeSupportedRegions().stream().distinct().toList()) {
            Region region = region(name);
            if (region.equals(call.region())) {
                throw Ec2Error.ENDPOINT_PARAMETER.of("The Region '" + region
                        + "' cannot be removed: an endpoint service must be accessible from its own Region.");
            }
            if (!others.remove(region)) {
                throw Ec2Error.ENDPOINT_PARAMETER.of(
                        "The Region '" + region + "' is not a supported Region of " + service.id() + ".");
            }
        }
        others.addAll(of(call, request.addSupportedRegions()).others);
        return new SupportedRegions(others);
    }

    private static Region region(String name) {
        return Region.find(name).orElseThrow(() -> Ec2Error.REGION.of(name));
    }

    /** Refuses others where a balancer cannot be reached from them. */
    void check(Ec2Call call, Balancers balancers) {
        if (others.isEmpty()) {
            return;
        }
        if (balancers.type() == LoadBalancer.Type.GATEWAY) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "Cross-Region access is only supported for endpoint services with Network Load Balancers.");
        }
        balancers.arns().stream()
                .map(LoadBalancer::keyOf)
                .filter(key -> call.snapshot().by(Indexes.LISTENERS_BY_BALANCER, key).values().stream()
                        .map(Listener::idleSeconds)
                        .flatMap(Optional::stream)
                        .anyMatch(seconds -> seconds != Listener.IDLE_DEFAULT))
                .findFirst()
                .ifPresent(key -> {
                    throw Ec2Error.ENDPOINT_PARAMETER.of("Cross-Region access is not supported for the Network Load"
                            + " Balancer '" + key + "', which has a custom value for the TCP idle timeout.");
                });
    }
}
