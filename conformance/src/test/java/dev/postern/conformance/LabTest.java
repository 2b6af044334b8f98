package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./postern lab} as a person runs it: every outcome is AWS's, and the host is clean afterwards. */
@Tag("conformance")
class LabTest {
    private static final String PASSED = "Every outcome was AWS's";
    private static final String CLEAN = "Nothing of it is left on the host";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyOutcomeIsThatOfAws() throws IOException {
        assertThat(lab()).contains(PASSED, CLEAN, "postern-lab-private-door", "10.0.");
    }

    @Test
    void everyOutcomeIsThatOfAwsInAnotherRegionNetworkAndName() throws IOException {
        assertThat(lab("--region", "eu-central-1", "--vpc", "172.20", "--name", "other"))
                .contains(PASSED, CLEAN, "other-private-door", "172.20.", "eu-central-1")
                .doesNotContain("us-east-1.s3", "postern-lab-private-door", " 10.0.");
    }

    @Test
    void everyOutcomeOfPeeringIsThatOfAws() throws IOException {
        assertThat(lab("peering", "--region", "eu-west-1", "--vpc", "172.20", "--name", "other"))
                .contains(PASSED, CLEAN, "172.22.0.10", "is not in vpc-", "blackhole (pcx-")
                .doesNotContain(" 10.0.", "us-east-1");
    }

    @Test
    void everyOutcomeOfNatIsThatOfAws() throws IOException {
        assertThat(lab("nat", "--region", "eu-west-1", "--vpc", "172.20", "--name", "other"))
                .contains(PASSED, CLEAN, "172.20.1.", "Setting up awscli", "assumed-role/other-nat", "blackhole (nat-")
                .doesNotContain(" 10.0.", "us-east-1");
    }

    @Test
    void tellsOfAProviderAndAConsumer() throws IOException {
        assertThat(lab("privatelink", "--region", "eu-west-1", "--vpc", "172.20", "--name", "other"))
                .contains(PASSED, CLEAN, "pendingAcceptance", "the page of the provider");
    }

    private String lab(String... options) throws IOException {
        Requirements.namespaces();
        Requirements.launcher();
        return ChildJvm.run(Map.of(), directory, "dev.postern.cli.Main", "lab", options)
                .succeeded();
    }
}
