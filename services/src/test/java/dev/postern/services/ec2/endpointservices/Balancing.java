package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Load balancers as the other service would have made them. */
public final class Balancing {
    private Balancing() {}

    /** A dualstack balancer of the fixture's account; its ARN. */
    public static String put(Ec2Fixture fixture, String name, String... zones) {
        return put(fixture, LoadBalancer.Type.NETWORK, name, zones);
    }

    /** The same, of a type. */
    public static String put(Ec2Fixture fixture, LoadBalancer.Type type, String name, String... zones) {
        List<LoadBalancer.Node> nodes = Stream.of(zones)
                .map(zone -> new LoadBalancer.Node(
                        new SubnetId("subnet-0123456789abcdef0"),
                        zone,
                        new NetworkInterfaceId("eni-0123456789abcdef0"),
                        Optional.empty(),
                        false,
                        false))
                .toList();
        LoadBalancer balancer = new LoadBalancer(
                fixture.scope(),
                name,
                "0123456789abcdef",
                type,
                new VpcId("vpc-0123456789abcdef0"),
                LoadBalancer.Scheme.INTERNAL,
                LoadBalancer.IpAddressType.DUALSTACK,
                LoadBalancer.State.ACTIVE,
                fixture.now,
                false,
                List.of(),
                true,
                nodes,
                new TreeMap<>(),
                fixture.now,
                Tags.NONE);
        fixture.cloud.commit(snapshot -> new Outcome<>(Change.put(balancer), true));
        return balancer.arn().toString();
    }
}
