package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.Connections.Connection;
import dev.postern.server.http.Connections.Turn;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Connections are bounded, and end together, whenever they came. */
final class ConnectionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong now = new AtomicLong();
    private final Connections connections = new Connections(bounds(5, 4, 2), now::get);
    private final List<Object> told = new ArrayList<>();

    private static Limits bounds(int all, int perListener, int perPeer) {
        return new Limits(1000, 1000, 10, SECOND, 1, SECOND, SECOND, SECOND, all, perListener, perPeer, 1);
    }

    @Test
    void tellsAConnectionThatComesWhileTheOthersEndToGo() {
        connections.close();
        connections.started(channel("10.0.0.1"));
        assertThat(told).containsExactly(Connections.Drain.NOW);
    }

    @Test
    void tellsNothingToOneThatComesBefore() {
        connections.started(channel("10.0.0.1"));
        assertThat(told).isEmpty();
    }

    @Test
    void letsThePeersOldestIdleOneGoForANewOne() {
        EmbeddedChannel first = admitted("10.0.0.1", "a");
        EmbeddedChannel second = admitted("10.0.0.1", "a");
        EmbeddedChannel neighbour = admitted("10.0.0.2", "a");
        EmbeddedChannel elsewhere = admitted("10.0.0.1", "b");
        EmbeddedChannel third = admitted("10.0.0.1", "a");
        assertThat(first.isOpen()).isFalse();
        assertThat(List.of(second, neighbour, elsewhere, third)).allMatch(EmbeddedChannel::isOpen);
        assertThat(connections.count()).isEqualTo(4);
    }

    @Test
    void countsThisMachinesProgramsAsManyPeers() {
        for (int i = 0; i < 4; i++) {
            admitted("127.0.0.1", "a");
        }
        assertThat(connections.count()).isEqualTo(4);
        admitted("127.0.0.1", "a");
        assertThat(connections.count()).as("bounded by the listener").isEqualTo(4);
    }

    @Test
    void boundsAllTogether() {
        EmbeddedChannel first = admitted("10.0.0.1", "a");
        for (int i = 2; i <= 9; i++) {
            admitted("10.0.0." + i, "listener " + i);
        }
        assertThat(connections.count()).isEqualTo(5);
        assertThat(first.isOpen()).isFalse();
    }

    @Test
    void keepsWhatIsWorkedOnAndTurnsTheNewOneAway() {
        EmbeddedChannel first = channel("10.0.0.1");
        EmbeddedChannel second = channel("10.0.0.1");
        connection(first).waitFor(Turn.SERVER);
        connection(second).waitFor(Turn.SERVER);
        assertThat(connections.admit(channel("10.0.0.1"), "a")).isEmpty();
        assertThat(List.of(first, second)).allMatch(EmbeddedChannel::isOpen);
        assertThat(connections.count()).isEqualTo(2);
    }

    @Test
    void letsSlowClientsGoOnlyAfterIdleOnesAndTunnelsLast() {
        EmbeddedChannel slow = channel("10.0.0.1");
        EmbeddedChannel idle = channel("10.0.0.1");
        connection(slow).waitFor(Turn.CLIENT);
        var _ = connection(idle);
        now.addAndGet(Duration.ofHours(1).toNanos());
        EmbeddedChannel tunnel = channel("10.0.0.1");
        connection(tunnel).waitFor(Turn.TUNNEL);
        assertThat(idle.isOpen()).isFalse();
        now.addAndGet(Duration.ofHours(1).toNanos());
        connection(channel("10.0.0.1")).waitFor(Turn.SERVER);
        assertThat(slow.isOpen()).isFalse();
        now.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(connections.admit(channel("10.0.0.1"), "a")).isPresent();
        assertThat(tunnel.isOpen()).isFalse();
    }

    @Test
    void keepsAClientThatIsNotSlowYet() {
        EmbeddedChannel first = channel("10.0.0.1");
        EmbeddedChannel second = channel("10.0.0.1");
        connection(first).waitFor(Turn.CLIENT);
        connection(second).waitFor(Turn.CLIENT);
        assertThat(connections.admit(channel("10.0.0.1"), "a")).isEmpty();
        assertThat(first.isOpen()).isTrue();
    }

    @Test
    void makesRoomWhenOneEnds() {
        EmbeddedChannel first = admitted("10.0.0.1", "a");
        EmbeddedChannel second = admitted("10.0.0.1", "a");
        var _ = second.close();
        admitted("10.0.0.1", "a");
        assertThat(first.isOpen()).isTrue();
    }

    private Connection connection(EmbeddedChannel channel) {
        return connections.admit(channel, "a").orElseThrow();
    }

    private EmbeddedChannel admitted(String address, String listener) {
        EmbeddedChannel channel = channel(address);
        assertThat(connections.admit(channel, listener)).isPresent();
        now.incrementAndGet();
        return channel;
    }

    private EmbeddedChannel channel(String address) {
        return new Remote(address, new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                told.add(event);
            }
        });
    }

    /** A channel whose other end has an address. */
    private static final class Remote extends EmbeddedChannel {
        private final String address;

        Remote(String address, ChannelInboundHandlerAdapter handler) {
            super(handler);
            this.address = address;
        }

        @Override
        public SocketAddress remoteAddress() {
            try {
                return new InetSocketAddress(InetAddress.getByName(address), 40_000);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }
}
