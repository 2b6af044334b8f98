package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.Connections.Connection;
import dev.postern.server.http.Connections.Turn;
import dev.postern.testkit.Seeds;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Connections are bounded, and end together, whenever they came. */
final class ConnectionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<Turn> TURNS = List.of(Turn.values());

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

    @Test
    void boundsAPeerAlsoWhenItsOnlyConnectionMadeRoomForItself() {
        EmbeddedChannel first = admitted("10.0.0.1", "a");
        for (int i = 2; i <= 5; i++) {
            admitted("10.0.0." + i, "listener " + i);
        }
        EmbeddedChannel second = admitted("10.0.0.1", "a"); // in the place of the first, as all are bounded
        assertThat(first.isOpen()).isFalse();
        EmbeddedChannel third = admitted("10.0.0.1", "a");
        admitted("10.0.0.1", "a");
        assertThat(second.isOpen()).isFalse();
        assertThat(third.isOpen()).isTrue();
    }

    @Test
    void closesNothingForOneThatIsGoneAlready() {
        EmbeddedChannel first = channel("10.0.0.1");
        Connection gone = connection(first);
        var _ = first.close();
        gone.waitFor(Turn.REQUEST); // its event loop comes to know of it only later
        assertThat(connections.count()).isZero();
        EmbeddedChannel second = admitted("10.0.0.1", "a");
        EmbeddedChannel third = admitted("10.0.0.1", "a");
        assertThat(List.of(second, third)).allMatch(EmbeddedChannel::isOpen);
    }

    @Test
    void letsGoInTheOrderOfASearchThroughAllWhateverTheyDid() {
        Seeds.each(20, this::letsGoInOrder);
    }

    private void letsGoInOrder(Random random) {
        Connections many = new Connections(bounds(24, 24, 24), now::get);
        List<Waiting> present = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            now.addAndGet(random.nextLong(Duration.ofSeconds(20).toNanos()));
            if (present.isEmpty() || random.nextInt(3) == 0) {
                EmbeddedChannel channel = channel("10.0.0." + random.nextInt(3));
                Optional<Waiting> first = present.size() < 24
                        ? Optional.empty()
                        : present.stream().filter(one -> one.patient(now.get())).min(Waiting.ORDER);
                Optional<Connection> admitted = many.admit(channel, "a");
                assertThat(admitted.isPresent()).isEqualTo(present.size() < 24 || first.isPresent());
                first.ifPresent(present::remove);
                first.ifPresent(gone -> assertThat(gone.channel.isOpen()).isFalse());
                admitted.ifPresent(one -> present.add(new Waiting(channel, one, Turn.REQUEST, now.get())));
            } else if (random.nextInt(40) == 0) {
                var _ = present.remove(random.nextInt(present.size())).channel.close();
            } else {
                Waiting one = present.remove(random.nextInt(present.size()));
                Turn next = TURNS.get(random.nextInt(TURNS.size()));
                one.connection.waitFor(next);
                present.add(new Waiting(one.channel, one.connection, next, now.get()));
            }
            assertThat(present).allMatch(one -> one.channel.isOpen());
            assertThat(many.count()).isEqualTo(present.size());
        }
    }

    /** What a connection does, as its test sees it. */
    private record Waiting(EmbeddedChannel channel, Connection connection, Turn turn, long since) {
        static final Comparator<Waiting> ORDER =
                Comparator.comparing(Waiting::turn).thenComparingLong(Waiting::since);

        boolean patient(long now) {
            Duration waited = Duration.ofNanos(now - since);
            return switch (turn) {
                case REQUEST -> true;
                case CLIENT -> waited.compareTo(Duration.ofSeconds(1)) >= 0;
                case TUNNEL -> waited.compareTo(Duration.ofMinutes(1)) >= 0;
                case SERVER -> false;
            };
        }
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
