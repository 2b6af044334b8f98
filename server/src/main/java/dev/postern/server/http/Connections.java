package dev.postern.server.http;

import io.netty.channel.Channel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All open connections: none may take the place of all, and they can end together.
 *
 * <p>There is a bound for each peer at each listener, for each listener, and for all. A connection that comes when a bound
 * is reached takes the place of the one among those that has waited for its client for longest; if the server is at work for
 * all of them, it is turned away.
 */
final class Connections {
    private static final System.Logger LOG = System.getLogger(Connections.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final long COMPLAINT_NANOS = Duration.ofMinutes(1).toNanos();

    private final Limits limits;
    private final LongSupplier nanoTime;
    private final WaitingGroup open = new WaitingGroup();
    private final Map<Object, WaitingGroup> byListener = new HashMap<>();
    private final Map<Origin, WaitingGroup> byPeer = new HashMap<>();
    private final AtomicInteger tunnels = new AtomicInteger();
    private final AtomicLong lastComplaint;
    private volatile boolean closing;

    /** Tells idle connections to go. */
    enum Drain {
        NOW
    }

    /** What a connection waits for; those first named are let go first. */
    enum Turn {
        /** The client's next request, or the rest of its head. */
        REQUEST(Duration.ZERO),
        /** The rest of a body, or for the answer to be taken. */
        CLIENT(Duration.ofSeconds(1)),
        /** Either end of a tunnel. */
        TUNNEL(Duration.ofMinutes(1)),
        /** Us. */
        SERVER(Duration.ofNanos(Long.MAX_VALUE));

        private final long patienceNanos;

        Turn(Duration patience) {
            this.patienceNanos = patience.toNanos();
        }
    }

    private record Origin(Object listener, InetAddress address) {}

    /** One of them. What it waits for is told on its event loop. */
    final class Connection {
        private final Channel channel;
        private final Object listener;
        private final Origin origin;
        /** Its place in each group that it is in; none before it is admitted, and when it is forgotten. */
        private List<WaitingGroup.Place> places = List.of();

        private Turn turn = Turn.REQUEST;
        private long since;

        private Connection(Channel channel, Object listener, Origin origin) {
            this.channel = channel;
            this.listener = listener;
            this.origin = origin;
        }

        /** From now on it waits for this; or it still does, but something has moved. */
        void waitFor(Turn next) {
            synchronized (Connections.this) {
                since = nanoTime.getAsLong();
                turn = next;
                for (WaitingGroup.Place place : places) {
                    place.moveToEndOf(next);
                }
            }
        }

        Turn turn() {
            return turn;
        }

        /** Whether it has waited for so long that it may be let go. */
        boolean isOverdue(long now) {
            return turn != Turn.SERVER && now - since >= turn.patienceNanos;
        }
    }

    Connections(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.lastComplaint = new AtomicLong(nanoTime.getAsLong() - COMPLAINT_NANOS);
    }

    Limits limits() {
        return limits;
    }

    /**
     * Takes a connection in, maybe in the place of another one.
     *
     * @param listener any object that stands for the socket at which it came
     * @return none if there is no place; the channel is to be closed
     */
    Optional<Connection> admit(Channel channel, Object listener) {
        InetAddress address = channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress(); // gone already
        Connection connection = new Connection(channel, listener, new Origin(listener, address));
        if (!makeRoom(connection, address.isLoopbackAddress() ? limits.perListener() : limits.perPeer())) {
            complain(address);
            return Optional.empty();
        }
        channel.closeFuture().addListener(_ -> forget(connection));
        return Optional.of(connection);
    }

    /** Lets a connection become a tunnel, if there may be one more. */
    boolean mayTunnel(Channel channel) {
        if (tunnels.incrementAndGet() > limits.tunnels()) {
            tunnels.decrementAndGet();
            return false;
        }
        channel.closeFuture().addListener(_ -> tunnels.decrementAndGet());
        return true;
    }

    private synchronized boolean makeRoom(Connection connection, int perPeer) {
        boolean room = fits(byPeer.get(connection.origin), perPeer)
                && fits(byListener.get(connection.listener), limits.perListener())
                && fits(open, limits.connections());
        if (room) {
            connection.since = nanoTime.getAsLong();
            // Looked up only now: whoever made room may have been the last of its group, which went with it.
            connection.places = List.of(
                    open.add(connection),
                    byPeer.computeIfAbsent(connection.origin, _ -> new WaitingGroup())
                            .add(connection),
                    byListener
                            .computeIfAbsent(connection.listener, _ -> new WaitingGroup())
                            .add(connection));
        }
        return room;
    }

    private boolean fits(@Nullable WaitingGroup group, int bound) {
        return group == null || group.size() < bound || letOneGo(group);
    }

    private boolean letOneGo(WaitingGroup group) {
        Optional<Connection> first = group.firstToGo(nanoTime.getAsLong());
        first.ifPresent(victim -> {
            forget(victim);
            var _ = victim.channel.close();
        });
        return first.isPresent();
    }

    private synchronized void forget(Connection connection) {
        connection.places.forEach(WaitingGroup.Place::leave);
        connection.places = List.of();
        byPeer.computeIfPresent(connection.origin, (_, group) -> group.size() == 0 ? null : group);
        byListener.computeIfPresent(connection.listener, (_, group) -> group.size() == 0 ? null : group);
    }

    private void complain(InetAddress address) {
        long now = nanoTime.getAsLong();
        long last = lastComplaint.get();
        if (now - last >= COMPLAINT_NANOS && lastComplaint.compareAndSet(last, now)) {
            LOG.log(Level.WARNING, "too many connections, and all are at work: turned away one from " + address);
        }
    }

    /** How many are open. */
    synchronized int count() {
        return open.size();
    }

    private synchronized List<Connection> all() {
        return open.members();
    }

    /** A connection's handlers are in place: if the others were told to go meanwhile, it is told, too. */
    void started(Channel channel) {
        if (closing) {
            channel.pipeline().fireUserEventTriggered(Drain.NOW);
        }
    }

    /** Whether each connection should end with the answer that it is at. */
    boolean isClosing() {
        return closing;
    }

    /** Lets running requests end for a short while, and then closes all connections. */
    void close() {
        closing = true;
        List<Connection> present = all();
        var group = new io.netty.channel.group.DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        present.forEach(each -> group.add(each.channel));
        group.forEach(channel -> channel.pipeline().fireUserEventTriggered(Drain.NOW));
        group.newCloseFuture().awaitUninterruptibly(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        all().forEach(each -> group.add(each.channel));
        group.close().awaitUninterruptibly(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
