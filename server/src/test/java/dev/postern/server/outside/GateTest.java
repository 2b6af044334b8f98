package dev.postern.server.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.linux.HostAddresses;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.network.InternetPolicy;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nobody gets to this machine through the gate, and nobody takes all places. */
final class GateTest {
    private static final int API = 4566;
    private static final int DESCRIPTORS = 1024;
    private static final Ip SITE = Ip.of("8.8.4.4");

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
        return new Gate(InternetPolicy.of(List.of(allowed), Set.of(API)), DESCRIPTORS);
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
        List<Gate.Place> taken = new ArrayList<>();
        for (Optional<Gate.Place> place = gate.enter(greedy); place.isPresent(); place = gate.enter(greedy)) {
            taken.add(place.get());
        }
        assertThat(taken).hasSize(DESCRIPTORS / 16 / 4);
        for (int i = 2; gate.enter(Ip.of("198.19.0.1").plus(i)).isPresent(); i++) {
            assertThat(i).isLessThan(DESCRIPTORS);
        }
        assertThat(gate.count()).isEqualTo(DESCRIPTORS / 16);
        taken.forEach(Gate.Place::leave);
        assertThat(gate.enter(greedy)).isPresent();
    }
}
