package dev.postern.server.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Snapshot;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.route53.DnsName;
import dev.postern.server.Nowhere;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PublicSideTest {
    private final PublicSide side =
            new PublicSide(new Nowhere(), new Names(() -> Snapshot.EMPTY, () -> TargetHealth.NONE));

    @Test
    void whatOthersMayBeAskedIsNobodysHere() {
        assertThat(side.unknown("www.example.com")).map(DnsName::spoken).contains("www.example.com");
        assertThat(side.address("s3.us-east-1.amazonaws.com")).isPresent();
        for (String name :
                List.of("s3.us-east-1.amazonaws.com", "no.us-east-1.amazonaws.com", "ip-10-9-9-9.ec2.internal")) {
            assertThat(side.unknown(name)).as(name).isEmpty();
        }
    }
}
