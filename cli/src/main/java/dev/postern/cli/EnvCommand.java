package dev.postern.cli;

import dev.postern.model.Region;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./postern env}. */
@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        description = "Prints shell lines that point the AWS CLI and the SDKs at the cloud: eval \"$(./postern env)\".")
final class EnvCommand implements Runnable {
    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Option(names = "--region", defaultValue = "us-east-1", description = "The Region (${DEFAULT-VALUE}).")
    private String region = "us-east-1";

    @Override
    public void run() {
        if (Region.find(region).isEmpty()) {
            throw new CommandFailure("there is no Region " + region, 2);
        }
        Control control = cloud.control();
        var root = control.post("/_postern/credentials", java.util.Map.of());
        System.out.printf(
                """
                export AWS_ENDPOINT_URL=http://127.0.0.1:%d
                export AWS_CA_BUNDLE=%s
                export AWS_ACCESS_KEY_ID=%s
                export AWS_SECRET_ACCESS_KEY=%s
                export AWS_REGION=%s
                export AWS_DEFAULT_REGION=%s
                export POSTERN_DATA=%s
                export POSTERN_PORT=%d
                unset AWS_SESSION_TOKEN AWS_PROFILE AWS_DEFAULT_PROFILE
                # The AWS CLI before 2.13 does not read AWS_ENDPOINT_URL.
                aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
                """,
                control.port(),
                quoted(control.data().resolve("ca/certificate.pem").toString()),
                quoted(root.path("accessKeyId").asText()),
                quoted(root.path("secretAccessKey").asText()),
                region,
                region,
                quoted(control.data().toString()),
                control.port());
    }

    /** As one word for any shell. */
    static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
