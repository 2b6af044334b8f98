package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.HttpTokensState;
import software.amazon.awssdk.services.ec2.model.InstanceType;

/** An instance of the image of Debian packages: its user data is interpreted by the real cloud-init, with EC2's metadata. */
@Tag("conformance")
final class CloudInitTest {
    /** The first launch makes the image. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final String USER_DATA = """
            Content-Type: multipart/mixed; boundary="=="
            MIME-Version: 1.0

            --==
            Content-Type: text/cloud-config

            #cloud-config
            write_files:
            - path: /etc/made
              content: by cloud-config
            users:
            - default
            - name: guest
            bootcmd:
            - [sh, -c, "echo boot >> /root/boots"]
            --==
            Content-Type: text/x-shellscript

            #!/bin/sh
            echo "script in $(cloud-init query v1.region) on $(cloud-init query v1.instance_id)" >> /root/script
            --==--
            """;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void interpretsCloudConfigAndScriptsOfAMimeMessage() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Ec2Client ec2 = cloud.root().ec2();
            String image = ec2.describeImages(describe -> describe.owners("136693071363"))
                    .images()
                    .getFirst()
                    .imageId();
            String instance = ec2.runInstances(run -> run.imageId(image)
                            .instanceType(InstanceType.T3_MICRO)
                            .minCount(1)
                            .maxCount(1)
                            .metadataOptions(options -> options.httpTokens(HttpTokensState.REQUIRED))
                            .userData(Base64.getEncoder().encodeToString(USER_DATA.getBytes(StandardCharsets.UTF_8))))
                    .instances()
                    .getFirst()
                    .instanceId();
            Await.until(
                    "cloud-init is done",
                    PATIENCE,
                    () -> shell(cloud, "cloud-init status").contains("status: done"));
            assertThat(shell(cloud, "cat /etc/made; echo; id -un guest; cat /root/script /root/boots"))
                    .isEqualTo("by cloud-config\nguest\nscript in us-east-1 on " + instance + "\nboot\n");

            shell(cloud, "reboot");
            Await.until(
                    "it has booted again",
                    PATIENCE,
                    () -> shell(cloud, "cat /root/boots").equals("boot\nboot\n"));
            assertThat(shell(cloud, "wc -l < /root/script")).isEqualTo("1\n");
        }
    }

    /** What a command prints on the only instance; nothing while it does not run. */
    private String shell(TestingCloud cloud, String command) {
        JsonNode instance = cloud.status().path("instances").get(0);
        return instance.path("exec").isEmpty()
                ? ""
                : TestingCloud.exec(instance, directory, "sh", "-c", command).output();
    }
}
