package dev.postern.server.network;

import dev.postern.dataplane.Place;
import dev.postern.dataplane.linux.RouterAdvertisements;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Family;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Lets the routers say unasked that they are the IPv6 gateway, since who believes that does so for half an hour: soon after a router is
 * there, or this process is, and then again and again.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4861.html#section-6.2.4">RFC 4861, section 6.2.4</a>
 */
final class Advertiser {
    private static final Logger LOG = System.getLogger(Advertiser.class.getName());

    /** MAX_INITIAL_RTR_ADVERT_INTERVAL. */
    static final long FIRST_WITHIN_MILLIS = TimeUnit.SECONDS.toMillis(16);
    /** The standard's MinRtrAdvInterval and MaxRtrAdvInterval where nobody says others. */
    static final long NEXT_AFTER_MILLIS = TimeUnit.SECONDS.toMillis(200);

    static final long NEXT_WITHIN_MILLIS = TimeUnit.SECONDS.toMillis(600);

    private final Supplier<NetworkIntent> intent;
    private final ScheduledExecutorService timer;
    private final RandomGenerator random;
    /** Those that are there; after one of a VPC another one may come, which has turns of its own. */
    private final Map<VpcId, Place> routers = new ConcurrentHashMap<>();

    /**
     * Nothing is said yet.
     *
     * @param timer is not blocked by what it begins; with its end this ends
     * @param random may be asked by several threads
     */
    Advertiser(Supplier<NetworkIntent> intent, ScheduledExecutorService timer, RandomGenerator random) {
        this.intent = intent;
        this.timer = timer;
        this.random = random;
    }

    /** A router is there. */
    void begin(VpcId vpc, Place router) {
        routers.put(vpc, router);
        schedule(vpc, router, random.nextLong(FIRST_WITHIN_MILLIS));
    }

    /** It goes. */
    void end(VpcId vpc) {
        routers.remove(vpc);
    }

    private void schedule(VpcId vpc, Place router, long millis) {
        try {
            Runnable due =
                    () -> Thread.ofVirtual().name("router advertisements").start(() -> tell(vpc, router));
            var _ = timer.schedule(due, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the router of {0} says no more: this process ends", vpc);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the next one of the same VPC is at the same place
    private void tell(VpcId vpc, Place router) {
        if (routers.get(vpc) != router) {
            return;
        }
        try {
            Optional<VpcIntent> there =
                    intent.get().vpc(vpc).filter(one -> !one.blocks(Family.IPV6).isEmpty());
            if (there.isPresent()) {
                int _ = router.<Integer>call(() -> RouterAdvertisements.send(there.get()));
            }
        } catch (Exception e) {
            // It is going, or not whole yet: who comes asks.
            LOG.log(Level.DEBUG, "the router of {0} says nothing: {1}", vpc, e.getMessage());
        }
        schedule(vpc, router, random.nextLong(NEXT_AFTER_MILLIS, NEXT_WITHIN_MILLIS));
    }
}
