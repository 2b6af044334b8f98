package dev.postern.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.SmallNetwork;
import dev.postern.conformance.TestingCloud;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One instance asks the services of its VPC more than they can answer: its neighbour is answered none the less. */
@Tag("hostile")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuestServiceFloodTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String RESOLVER = "10.0.0.2";

    private TestingCloud cloud;

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        cloud = TestingCloud.start(host.resolve("host"));
        SmallNetwork.make(cloud.root());
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    /** AWS lets an interface send 1,024 packets a second to all link-local services together. */
    @Test
    void floodOfQuestionsIsBoundedAndTheNeighbourIsAnswered() throws IOException {
        Attacker attacker = Attacker.at(cloud, SmallNetwork.address(0));
        Attacker neighbour = Attacker.at(cloud, SmallNetwork.address(1));
        attacker.shell("cat >/root/flood.py <<'END'\n" + Attacker.text("dns-flood.py") + "END\n"
                        + "nohup python3 /root/flood.py " + RESOLVER + " 30 >/dev/null 2>&1 & "
                        + "for i in $(seq 100); do [ -e /root/flooding ] && exit; sleep 0.1; done; exit 1")
                .succeeded();

        int answered = Integer.parseInt(neighbour.python("dns-ask.py", RESOLVER).succeeded());

        assertThat(answered).as("of 20 questions, asked once each").isGreaterThanOrEqualTo(18);
        assertThat(cloud.root().ec2().describeVpcs().vpcs()).isNotEmpty();
        assertThat(attacker.shell("pgrep -f flood.py").output())
                .as("it was flooding all the time")
                .isNotEmpty();
        attacker.shell("pkill -f flood.py");
        Await.until(
                "the attacker itself is answered again",
                LIMIT,
                () -> attacker.shell("getent hosts s3.us-east-1.amazonaws.com").exitCode() == 0);
    }

    /** The resolver survives what is no question, and answers no question with much more than was asked. */
    @Test
    void junkNeitherStopsTheResolverNorIsAmplified() throws IOException {
        String told = Attacker.at(cloud, SmallNetwork.address(1))
                .python("dns-junk.py", RESOLVER)
                .succeeded();

        assertThat(told).contains("alive").doesNotContain("amplified").doesNotContain("Traceback");
    }
}
