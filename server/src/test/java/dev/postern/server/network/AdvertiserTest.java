package dev.postern.server.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.PacketSender;
import dev.postern.dataplane.Place;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.testkit.Topology;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When routers say unasked that they are there, by a clock that goes from one time to the next. */
final class AdvertiserTest {
    private final Clock clock = new Clock();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Topology topology = new Topology();
    private final VpcId dual = topology.vpc("10.0.0.0/16");
    private final VpcId plain = topology.vpc("10.1.0.0/16");
    private final NetworkIntent intent = intent();
    private final Advertiser advertiser = new Advertiser(() -> intent, clock, new Random(1));

    /** What is to run, and when; it runs when it is told. */
    private static final class Clock extends ScheduledThreadPoolExecutor {
        private record Due(Runnable task, long millis) {}

        private final BlockingQueue<Due> all = new LinkedBlockingQueue<>();

        Clock() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            all.add(new Due(task, unit.toMillis(delay)));
            return super.schedule(() -> {}, 0, TimeUnit.SECONDS);
        }

        /** Lets the next one happen, after however long. */
        long next() throws InterruptedException {
            Due due = all.poll(1, TimeUnit.MINUTES);
            assertThat(due).as("something is to happen").isNotNull();
            due.task().run();
            return due.millis();
        }
    }

    private record Somewhere(String name, BlockingQueue<String> told) implements Place {
        @Override
        @SuppressWarnings("unchecked") // nobody looks at what is said here
        public <T> T call(Callable<T> task) {
            told.add(name);
            return (T) (Integer) 0;
        }

        @Override
        public PacketSender sender(Ip source, Duration limit) {
            throw new AssertionError("nobody sends");
        }
    }

    @AfterEach
    void stop() {
        clock.shutdownNow();
    }

    @Test
    void routersSpeakSoonAndThenNowAndThen() throws Exception {
        advertiser.begin(dual, new Somewhere("dual", told));
        assertThat(clock.next()).isBetween(0L, Advertiser.FIRST_WITHIN_MILLIS);
        assertThat(heard()).isEqualTo("dual");
        for (int turn = 0; turn < 20; turn++) {
            assertThat(clock.next()).isBetween(Advertiser.NEXT_AFTER_MILLIS, Advertiser.NEXT_WITHIN_MILLIS);
            assertThat(heard()).isEqualTo("dual");
        }
    }

    @Test
    void whatHasNoIpv6SaysNothing() throws Exception {
        advertiser.begin(plain, new Somewhere("plain", told));
        clock.next();
        clock.next(); // it goes on, as IPv6 may come
        advertiser.begin(dual, new Somewhere("dual", told));
        clock.next();
        clock.next();
        assertThat(heard()).isEqualTo("dual");
    }

    @Test
    void whoIsGoneSaysNoMoreAndWhoComesAfterHasTurnsOfItsOwn() throws Exception {
        advertiser.begin(dual, new Somewhere("first", told));
        advertiser.end(dual);
        clock.next();
        advertiser.begin(dual, new Somewhere("second", told));
        advertiser.begin(dual, new Somewhere("third", told));
        clock.next();
        clock.next();
        assertThat(heard()).isEqualTo("third");
        clock.next();
        assertThat(heard()).isEqualTo("third");
        assertThat(clock.all.poll(1, TimeUnit.MINUTES)).isNotNull();
        assertThat(clock.all).as("one turn at a time").isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void itEndsWithItsClock() throws Exception {
        advertiser.begin(dual, new Somewhere("dual", told));
        clock.shutdownNow();
        clock.next();
        assertThat(heard()).isEqualTo("dual");
    }

    private String heard() throws InterruptedException {
        return String.valueOf(told.poll(1, TimeUnit.MINUTES));
    }

    private NetworkIntent intent() {
        SecurityGroupId group = topology.securityGroup(dual);
        SubnetId subnet = topology.subnet(dual, "10.0.0.0/24");
        topology.ipv6(dual, "2001:db8:8000::/56");
        topology.ipv6(subnet, "2001:db8:8000::/64");
        NetworkInterfaceId one = topology.instance(subnet, "10.0.0.10", group);
        topology.ipv6(one, "2001:db8:8000::10");
        NetworkInterfaceId _ =
                topology.instance(topology.subnet(plain, "10.1.0.0/24"), "10.1.0.10", topology.securityGroup(plain));
        return NetworkCompiler.compile(topology.snapshot());
    }
}
