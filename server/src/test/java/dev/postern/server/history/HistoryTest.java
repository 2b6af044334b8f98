package dev.postern.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Dropped;
import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.network.Packet;
import dev.postern.network.trace.Stage;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History history = new History();

    private static RequestContext by(String account) {
        return new RequestContext(
                "id",
                new Caller.Root(new AccountId(account)),
                Region.US_EAST_1,
                new Connection.Public(Ip.of("127.0.0.1"), false),
                "",
                Instant.EPOCH,
                new Ids(new SecureRandom()));
    }

    private void refuse(String account, String action) {
        history.add(1, by(account), action, "AccessDenied", "no", Optional.empty());
    }

    @Test
    void keepsTheNewestOfEachAccountWhateverOthersDo() throws InterruptedException {
        refuse("111111111111", "s3:GetObject");
        for (int i = 0; i < 3 * History.KEPT; i++) {
            refuse("222222222222", "s3:PutObject");
        }
        for (int i = 0; i < 3 * History.KEPT; i++) {
            drop(i);
        }
        assertThat(history.after(0, Duration.ZERO)).hasSize(1 + 2 * History.KEPT);
        assertThat(history.last(
                        one -> one instanceof RefusedRequest r && r.action().equals("s3:GetObject")))
                .isPresent();
        assertThat(history.after(history.newest() - 2, Duration.ZERO))
                .extracting(Refused::number)
                .containsExactly(history.newest() - 1, history.newest());
    }

    @Test
    void whoFollowsWaitsForTheNextOne() throws InterruptedException {
        Thread later = Thread.ofVirtual().start(() -> refuse("111111111111", "ec2:DescribeVpcs"));
        assertThat(history.after(0, Duration.ofSeconds(60)))
                .extracting(one -> ((RefusedRequest) one).action())
                .containsExactly("ec2:DescribeVpcs");
        later.join();
    }

    @Test
    void theLastIsTheLastInTime() {
        drop(60);
        drop(20); // noted before, and found later
        assertThat(history.last(one -> true)).map(Refused::at).contains(Instant.EPOCH.plusSeconds(60));
    }

    private void drop(int second) {
        Packet packet =
                Packet.tcp(new NetworkInterfaceId("eni-00000000000000001"), Ip.of("10.0.0.1"), Ip.of("10.0.0.2"), 443);
        history.add(
                new Scope(new AccountId("333333333333"), Region.US_EAST_1),
                new VpcId("vpc-00000000000000001"),
                new Dropped(Instant.EPOCH.plusSeconds(second), Stage.SG_IN, packet));
    }
}
