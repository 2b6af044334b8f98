package dev.postern.server.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is known of the host's networks is some seconds old at most, and never nothing for want of an answer. */
final class HostNetworksTest {
    private static final Cidr FIRST = Cidr.of("8.8.4.0/24");
    private static final Cidr SECOND = Cidr.of("9.9.9.0/24");

    @Test
    void readsAgainWhenWhatIsKnownIsOld() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10); // such clocks pass over
        AtomicInteger read = new AtomicInteger();
        HostNetworks networks = new HostNetworks(() -> List.of(read.incrementAndGet() == 1 ? FIRST : SECOND), now::get);
        assertThat(networks.of(Ip.of("8.8.4.4"))).contains(FIRST);
        now.addAndGet(HostNetworks.KEPT_NANOS - 1);
        assertThat(networks.of(Ip.of("8.8.4.4"))).contains(FIRST);
        assertThat(read).hasValue(1);
        now.addAndGet(1);
        assertThat(networks.of(Ip.of("8.8.4.4"))).isEmpty();
        assertThat(networks.of(Ip.of("9.9.9.9"))).contains(SECOND);
        assertThat(read).hasValue(2);
    }

    @Test
    void keepsWhatItKnewWhenItCannotRead() {
        AtomicLong now = new AtomicLong();
        AtomicInteger read = new AtomicInteger();
        HostNetworks networks = new HostNetworks(
                () -> {
                    if (read.incrementAndGet() > 1) {
                        throw new IOException("no");
                    }
                    return List.of(FIRST);
                },
                now::get);
        assertThat(networks.known()).containsExactly(FIRST);
        now.addAndGet(HostNetworks.KEPT_NANOS);
        assertThat(networks.known()).containsExactly(FIRST);
        HostNetworks never = new HostNetworks(
                () -> {
                    throw new IOException("no");
                },
                now::get);
        assertThatThrownBy(never::known).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void theHostIsNoNeighbourOfItsOwn() {
        Cidr own = Cidr.of("2a00:1450:1:2::5/128");
        Cidr peer = Cidr.of("2a00:1450:1:2::6/128");
        assertThat(HostNetworks.networks(Set.of(own.address()), Stream.of(SECOND, own, FIRST, peer, FIRST)))
                .containsExactly(FIRST, SECOND, peer);
    }

    @Test
    void aLengthWithoutNeighboursOrWithoutMeaningIsNoNetwork() {
        assertThat(HostNetworks.network(Ip.of("8.8.4.4"), 24)).contains(FIRST);
        assertThat(HostNetworks.network(Ip.of("2a00:1450:1:2::5"), 64)).contains(Cidr.of("2a00:1450:1:2::/64"));
        for (int length : List.of(-1, 0, 32, 33, 128)) {
            assertThat(HostNetworks.network(Ip.of("8.8.4.4"), length)).isEqualTo(Optional.empty());
        }
        for (int length : List.of(-128, -1, 0, 128, 129, 255)) {
            assertThat(HostNetworks.network(Ip.of("2a00::1"), length)).isEqualTo(Optional.empty());
        }
    }
}
