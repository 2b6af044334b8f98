package dev.postern.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.SmallNetwork;
import dev.postern.conformance.TestingCloud;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an instance's root can send to its router by hand: only what a VPC has is answered. */
@Tag("hostile")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouterSurfaceTest {
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

    /** Options, spoofed sources, other protocols and families, broadcasts, and each port of each address of the router. */
    @Test
    void answersNothingButWhatAVpcHas() throws IOException {
        Attacker attacker = Attacker.at(cloud, SmallNetwork.address(0));

        List<String> lines = attacker.python(
                        "router-surface.py", SmallNetwork.address(0), SmallNetwork.address(1), "10.0.1.1")
                .succeeded()
                .lines()
                .toList();

        assertThat(lines).hasSize(30);
        assertThat(lines.getFirst()).startsWith("proper echo to the neighbour: answered");
        assertThat(lines.subList(1, lines.size()))
                .allSatisfy(line -> assertThat(line).matches(".*: (silence|as documented)"));
    }

    /** An instance that claims its neighbour's or its router's address by ARP gets nothing of theirs. */
    @Test
    void claimsOfOthersAddressesChangeNothing() throws IOException {
        Attacker attacker = Attacker.at(cloud, SmallNetwork.address(0));
        Attacker neighbour = Attacker.at(cloud, SmallNetwork.address(1));
        String others = "10.0.1.1 " + SmallNetwork.address(1);
        attacker.shell("for a in " + others + "; do ip address add $a/32 dev ens5; done")
                .succeeded();
        try {
            attacker.python("arp-claims.py", others.split(" ")).succeeded();

            assertThat(neighbour
                            .shell("curl -s -m 20 http://169.254.169.254/latest/meta-data/local-ipv4")
                            .output())
                    .isEqualTo(SmallNetwork.address(1));
            assertThat(neighbour
                            .shell("curl -s -m 20 http://s3.us-east-1.amazonaws.com/small-network/note")
                            .output())
                    .isEqualTo(SmallNetwork.NOTE);
            assertThat(attacker.shell("curl -s -m 2 --interface " + SmallNetwork.address(1)
                                    + " http://169.254.169.254/latest/meta-data/local-ipv4")
                            .output())
                    .as("who asks from another's address is not answered")
                    .isEmpty();
        } finally {
            attacker.shell("for a in " + others + "; do ip address del $a/32 dev ens5; done");
        }
    }
}
