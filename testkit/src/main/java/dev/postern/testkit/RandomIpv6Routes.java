package dev.postern.testkit;

import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Nat64;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** IPv6 routes of a {@link RandomTopology}: to a gateway of either kind, to a NAT gateway for who speaks IPv4, or on a detour. */
final class RandomIpv6Routes {
    private static final List<String> FAR = List.of("2001:db8::/48", "2001:db8:1::/64");
    private static final List<String> DETOURS =
            List.of("2001:db8:8000:1::/64", "2001:db8:0:80::/64", "2001:db8:8000::30/128");

    private final Random random;

    private RandomIpv6Routes(Random random) {
        this.random = random;
    }

    static void add(Random random, Topology cloud, VpcId vpc, List<NetworkInterfaceId> interfaces) {
        new RandomIpv6Routes(random).add(cloud, vpc, interfaces);
    }

    private void add(Topology cloud, VpcId vpc, List<NetworkInterfaceId> interfaces) {
        Optional<Route.Target> internet = chance(70)
                ? cloud.snapshot().all(InternetGateway.class).stream()
                        .filter(gateway -> gateway.vpcId().equals(Optional.of(vpc)))
                        .<Route.Target>map(gateway -> new Route.ViaInternetGateway(gateway.id()))
                        .findFirst()
                : Optional.empty();
        Optional<Route.Target> egress =
                chance(60) ? Optional.of(new Route.ViaEgressOnlyGateway(cloud.egressGateway(vpc))) : Optional.empty();
        Optional<Route.Target> nat = cloud.snapshot().all(NatGateway.class).stream()
                .<Route.Target>map(one -> new Route.ViaNatGateway(one.id()))
                .findFirst();
        for (RouteTable table : cloud.snapshot().all(RouteTable.class).stream().toList()) {
            if (!table.vpcId().equals(vpc) || table.isMain() || table.isOfGateway()) {
                continue;
            }
            Optional<Route.Target> gateway = chance(50) ? internet.or(() -> egress) : egress.or(() -> internet);
            gateway.filter(_ -> chance(80))
                    .ifPresent(target -> cloud.route(table.id(), chance(80) ? "::/0" : one(FAR), target));
            nat.filter(_ -> chance(60))
                    .ifPresent(target -> cloud.route(
                            table.id(), chance(80) ? Nat64.PREFIX.toString() : "64:ff9b::c612:0/112", target));
            if (chance(20)) {
                cloud.route(table.id(), one(DETOURS), new Route.ViaNetworkInterface(one(interfaces)));
            }
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
