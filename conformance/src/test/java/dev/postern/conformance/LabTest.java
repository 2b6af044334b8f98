package dev.postern.conformance;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.InternetCapture.Packet;
import dev.postern.model.Region;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@code ./postern lab} as a person runs it: every outcome is AWS's, and the host is clean afterwards. */
@Tag("conformance")
class LabTest {
    /** A lab mostly runs one program after the other, so two are told at once, by those who have one of these. */
    private static final String ONE = "one lab at a time";

    private static final String OTHER = "another lab beside it";

    private static final String PASSED = "Every outcome was AWS's";
    private static final String CLEAN = "Nothing of it is left on the host";

    @TempDir
    private Path directory = Path.of("");

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(ONE)
    void everyOutcomeIsThatOfAws() throws Exception {
        Told lab = lab();
        assertThat(lab.text()).contains(PASSED, CLEAN, "postern-lab-private-door", "10.0.");
        assertThat(lab.partners(AddressPlan.prefixListBlocks("s3", Region.US_EAST_1)))
                .as("who talked with S3 over the internet: the public instance, and not who has the endpoint")
                .containsExactly(lab.found("curl -sS --connect-timeout 1 http://([\\d.]+)/"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(OTHER)
    void everyOutcomeIsThatOfAwsInAnotherRegionNetworkAndName() throws Exception {
        assertThat(lab("--region", "eu-central-1", "--vpc", "172.20", "--name", "other")
                        .text())
                .contains(PASSED, CLEAN, "other-private-door", "172.20.", "eu-central-1")
                .doesNotContain("us-east-1.s3", "postern-lab-private-door", " 10.0.");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(ONE)
    void everyOutcomeOfPeeringIsThatOfAws() throws Exception {
        assertThat(lab("peering", "--region", "eu-west-1", "--vpc", "172.20", "--name", "other")
                        .text())
                .contains(PASSED, CLEAN, "172.22.0.10", "is not in vpc-", "blackhole (pcx-")
                .doesNotContain(" 10.0.", "us-east-1");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(OTHER)
    void everyOutcomeOfNatIsThatOfAws() throws Exception {
        assertThat(lab("nat", "--region", "eu-west-1", "--vpc", "172.20", "--name", "other")
                        .text())
                .contains(PASSED, CLEAN, "172.20.1.", "Setting up awscli", "assumed-role/other-nat", "blackhole (nat-")
                .doesNotContain(" 10.0.", "us-east-1");
    }

    /** Neither the provider's pages nor what EC2 is asked through an endpoint is ever outside: nothing at all is. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(ONE)
    void tellsOfAProviderAndAConsumer() throws Exception {
        Told lab = lab("privatelink", "--region", "eu-west-1", "--vpc", "172.20", "--name", "other");
        assertThat(lab.text()).contains(PASSED, CLEAN, "pendingAcceptance", "the page of the provider");
        assertThat(lab.outside()).isEmpty();
    }

    /** Who asks the web server from the internet is outside; what goes to the appliance never is. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(OTHER)
    void tellsOfAnAppliance() throws Exception {
        Told lab = lab("inspection", "--region", "eu-west-1", "--vpc", "172.20", "--name", "other");
        assertThat(lab.text()).contains(PASSED, CLEAN, "passed tcp 172.20.2.10:", "dropped tcp 172.20.2.10:");
        assertThat(lab.outside()).isNotEmpty();
    }

    /**
     * What a lab printed.
     *
     * @param outside what was seen on the internet side meanwhile
     */
    private record Told(String text, Set<Packet> outside) {
        /** Who sent something to an address in the blocks, or was sent something from there. */
        Set<Ip> partners(List<Cidr> blocks) {
            return outside.stream()
                    .flatMap(packet -> packet.ends()
                            .filter(end -> blocks.stream().anyMatch(block -> block.contains(end)))
                            .flatMap(end -> packet.ends().filter(other -> !other.equals(end))))
                    .collect(toSet());
        }

        Ip found(String pattern) {
            return Ip.of(Pattern.compile(pattern)
                    .matcher(text)
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1));
        }
    }

    /** On the internet side nobody has ever an address of a VPC: what is at one stays inside, endpoints' interfaces, too. */
    private Told lab(String... options) throws Exception {
        Requirements.namespaces();
        Requirements.launcher();
        try (InternetCapture capture = InternetCapture.inFirstCloudOf(directory)) {
            String text = ChildJvm.run(Map.of(), directory, "dev.postern.cli.Main", "lab", options)
                    .succeeded();
            Told told = new Told(text, capture.end());
            assertThat(told.outside()).flatMap(packet -> packet.ends().toList()).allMatch(AddressPlan::isPublic);
            return told;
        }
    }
}
