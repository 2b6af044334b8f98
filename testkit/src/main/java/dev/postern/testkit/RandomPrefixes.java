package dev.postern.testkit;

import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The prefixes of a random network: some interface has one of each family that its subnet has, far behind all addresses. */
final class RandomPrefixes {
    private static final int PERCENT = 40;

    private RandomPrefixes() {}

    static void add(Random random, Topology cloud, List<NetworkInterfaceId> interfaces) {
        if (random.nextInt(100) >= PERCENT) {
            return;
        }
        NetworkInterface eni = cloud.networkInterface(interfaces.get(random.nextInt(interfaces.size())));
        Subnet subnet = cloud.get(Subnet.class, eni.subnetId().value());
        List<Cidr> prefixes = new ArrayList<>();
        subnet.cidr()
                .ifPresent(block ->
                        prefixes.add(NetworkInterface.prefixAround(block.first().plus(224))));
        subnet.ipv6Cidr()
                .ifPresent(block -> prefixes.add(NetworkInterface.prefixAround(
                        new Ip(Family.IPV6, block.address().high(), 9L << 48))));
        cloud.put(eni.withPrefixes(prefixes));
    }
}
