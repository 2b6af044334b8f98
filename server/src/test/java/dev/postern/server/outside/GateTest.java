package dev.postern.server.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.linux.HostAddresses;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.InternetPolicy;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nobody gets to this machine through the gate, and nobody takes all places. */
final class GateTest {
    private static final int API = 4566;
    private static final int DESCRIPTORS = 1024;
    private static final Ip SITE = Ip.of("8.8.4.4");
    private static final Cidr FIRST = Cidr.of("2001:db8:8000::/80");
    private static final Cidr SECOND = Cidr.of("2001:db8:8000:0:1::/80");
    private static final Map<Cidr, NetworkInterfaceId> INTERFACES = Map.of(
            FIRST,
            new NetworkInterfaceId("eni-00000000000000001"),
            SECOND,
            new NetworkInterfaceId("eni-00000000000000002"));

    /** Every address of every interface that this machine has now. */
    private static List<Ip> own() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(InetAddress::getAddress)
                .map(GateTest::ip)
                .toList();
    }

    private static Ip ip(byte[] bytes) {
        try {
            return Ip.of(InetAddress.getByAddress(bytes));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Gate gate(Cidr... allowed) {
        return gate(HostNetworks.ofHost(), allowed);
    }

    private static Gate gate(HostNetworks networks, Cidr... allowed) {
        return new Gate(InternetPolicy.of(List.of(allowed), Set.of(API)), networks, GateTest::holder, DESCRIPTORS);
    }

    /** In one subnet two interfaces have a prefix each. */
    private static Optional<NetworkInterfaceId> holder(Ip address) {
        return INTERFACES.entrySet().stream()
                .filter(one -> one.getKey().contains(address))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    @Test
    void noNeighbourOfThisMachineIsReachedUnlessItIsNamed() {
        HostNetworks networks = new HostNetworks(
                () -> List.of(Cidr.of("8.8.0.0/16"), Cidr.of("8.8.4.0/24"), Cidr.of("2a00:1450:1:2::/64")),
                System::nanoTime);
        Gate gate = gate(networks, Cidr.of("8.8.4.8/32"));
        for (String neighbour : List.of("8.8.4.4", "8.8.255.1", "2a00:1450:1:2:ffff::1")) {
            assertThat(gate.refusal(Ip.of(neighbour), 443)).as(neighbour).isPresent();
        }
        Ip mapped = new Ip(Family.IPV6, 0, 0xffff_0000_0000L | SITE.low());
        assertThat(gate.refusal(mapped, 443)).isPresent();
        assertThat(gate.refusal(SITE, 443).orElseThrow().text())
                .isEqualTo("8.8.4.4 is in a network of this machine's interfaces (8.8.4.0/24)");
        for (String other : List.of("8.9.0.1", "8.8.4.8", "2a00:1450:1:3::1")) {
            assertThat(gate.refusal(Ip.of(other), 443)).as(other).isEmpty();
        }
    }

    @Test
    void theNeighboursOfThisMachineAreKnown() throws SocketException {
        HostNetworks networks = HostNetworks.ofHost();
        NetworkInterface.networkInterfaces()
                .flatMap(device -> device.getInterfaceAddresses().stream())
                .forEach(address -> {
                    Ip own = ip(address.getAddress().getAddress());
                    int length = address.getNetworkPrefixLength();
                    if (length > 0 && length < own.family().bits()) {
                        assertThat(networks.of(own))
                                .as("%s/%s", own, length)
                                .hasValueSatisfying(
                                        network -> assertThat(network.length()).isGreaterThanOrEqualTo(length));
                    }
                });
        assertThat(networks.of(SITE)).isEmpty();
    }

    @Test
    void noAddressOfThisMachineIsReached() throws SocketException {
        assertThat(own()).isNotEmpty();
        for (Ip address : own()) {
            assertThat(HostAddresses.has(address.bytes())).as("%s", address).isTrue();
            assertThat(gate().refusal(address, 443)).as("%s", address).isPresent();
        }
        for (String loopback : List.of("127.0.0.1", "127.1.2.3", "127.255.255.254", "0.0.0.0", "::1", "::")) {
            assertThat(HostAddresses.has(Ip.of(loopback).bytes())).as(loopback).isTrue();
        }
        assertThat(HostAddresses.has(SITE.bytes())).isFalse();
        assertThat(gate().refusal(SITE, 443)).isEmpty();
    }

    @Test
    void theCloudsPortIsNotReachedAtAnyAddressOfThisMachineWhateverIsAllowed() throws SocketException {
        Gate open = gate(Cidr.ALL_IPV4, Cidr.ALL_IPV6);
        for (Ip address : own()) {
            assertThat(open.refusal(address, API)).as("%s", address).isPresent();
            assertThat(open.refusal(address, API + 1)).as("%s", address).isEmpty();
        }
        assertThat(open.refusal(SITE, API)).isEmpty();
    }

    @Test
    void placesAreBoundedForEachSourceAndInAllAndComeBack() {
        Gate gate = gate();
        Ip greedy = Ip.of("198.19.0.1");
        List<Shares.Place> taken = all(gate, greedy);
        assertThat(taken).hasSize(DESCRIPTORS / 16 / 2);
        for (int i = 2; gate.enter(greedy.plus(i)).isPresent(); i++) {
            assertThat(i).isLessThan(DESCRIPTORS);
        }
        assertThat(gate.count()).isEqualTo(DESCRIPTORS / 16);
        taken.forEach(Shares.Place::leave);
        assertThat(gate.enter(greedy)).isPresent();
    }

    @Test
    void theAddressesOfOneInterfaceAreOneSource() {
        Gate gate = gate();
        assertThat(each(gate, FIRST.first())).isEqualTo(DESCRIPTORS / 16 / 2);
        assertThat(gate.enter(SECOND.first())).as("another one of the subnet").isPresent();
        Ip mapped = new Ip(Family.IPV6, 0, 0xffff_0000_0000L | SITE.low());
        assertThat(gate.enter(mapped)).as("of IPv4, in the other form").isPresent();
        assertThat(gate.enter(Ip.of("198.19.0.1"))).isPresent();
    }

    @Test
    void theAddressesOfASubnetThatNobodyHasAreOneSource() {
        Gate gate = gate();
        Ip gone = Ip.of("2001:db8:8000:0:2::");
        assertThat(each(gate, gone)).isEqualTo(DESCRIPTORS / 16 / 2);
        assertThat(gate.enter(FIRST.first())).isPresent();
    }

    /** How many of the addresses from one on get a place, until one gets none. */
    private static int each(Gate gate, Ip first) {
        int taken = 0;
        while (gate.enter(first.plus(taken)).isPresent()) {
            taken++;
        }
        return taken;
    }

    private static List<Shares.Place> all(Gate gate, Ip source) {
        List<Shares.Place> taken = new ArrayList<>();
        for (Optional<Shares.Place> place = gate.enter(source); place.isPresent(); place = gate.enter(source)) {
            taken.add(place.get());
        }
        return taken;
    }
}
