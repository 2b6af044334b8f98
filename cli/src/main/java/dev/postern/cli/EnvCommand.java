package dev.postern.cli;

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
        Control control = cloud.control();
        var root = control.post("/_postern/credentials", java.util.Map.of());
        System.out.printf(
                """
                export AWS_ENDPOINT_URL=http://127.0.0.1:%d
                export AWS_ACCESS_KEY_ID=%s
                export AWS_SECRET_ACCESS_KEY=%s
                export AWS_DEFAULT_REGION=%s
                export POSTERN_DATA=%s
                unset AWS_SESSION_TOKEN AWS_PROFILE
                # The AWS CLI before 2.13 does not read AWS_ENDPOINT_URL.
                aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
                """,
                control.port(),
                root.path("accessKeyId").asText(),
                root.path("secretAccessKey").asText(),
                region,
                control.data());
    }
}
