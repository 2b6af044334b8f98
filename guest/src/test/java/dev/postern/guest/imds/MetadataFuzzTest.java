package dev.postern.guest.imds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.guest.CloudFixture;
import dev.postern.model.net.Family;
import dev.postern.testkit.Fuzz;
import dev.postern.testkit.Seeds;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever an instance asks, the metadata service answers what it is asked for or that it is not. */
@Tag("fuzz")
final class MetadataFuzzTest {
    private static final List<String> PATHS = List.of(
            "/",
            "/latest",
            "/latest/meta-data/",
            "/latest/api/token",
            "/latest/user-data",
            "/latest/dynamic/instance-identity/document",
            "/latest/meta-data/iam/security-credentials/app-role",
            "/latest/meta-data/public-keys/0/openssh-key",
            "/2009-04-04/meta-data/placement/availability-zone",
            "/latest/meta-data/network/interfaces/macs/02:00:00:00:00:01/vpc-id");
    private static final List<String> VALUES = List.of("300", "21600", "AQAEA", "10.0.0.5", "localhost");
    private static final List<String> NAMES =
            List.of("X-aws-ec2-metadata-token-ttl-seconds", "X-aws-ec2-metadata-token", "X-Forwarded-For", "Host");

    @Test
    void anyRequestIsAnswered() {
        MetadataService service = new MetadataService(
                new SessionTokens(new byte[32]), Clock.systemUTC(), (_, _) -> Optional.empty(), (_, _) -> List.of());
        InstanceFacts facts = InstanceFacts.of(CloudFixture.snapshot(), CloudFixture.SCOPE, CloudFixture.INSTANCE)
                .orElseThrow();
        Seeds.each(Fuzz.cases(40_000), random -> {
            String path = PATHS.get(random.nextInt(PATHS.size()));
            String value = VALUES.get(random.nextInt(VALUES.size()));
            MetadataRequest request = MetadataRequest.of(
                    random.nextInt(3) == 0 ? "PUT" : random.nextInt(9) == 0 ? "POST" : "GET",
                    random.nextInt(3) == 0 ? path : Fuzz.spoil(path, PATHS, random),
                    Map.of(
                            NAMES.get(random.nextInt(NAMES.size())),
                            random.nextInt(3) == 0 ? value : Fuzz.spoil(value, VALUES, random)),
                    random.nextInt(4) == 0 ? Family.IPV6 : Family.IPV4);
            assertThat(service.handle(request, facts).status()).isBetween(200, 499);
        });
    }
}
