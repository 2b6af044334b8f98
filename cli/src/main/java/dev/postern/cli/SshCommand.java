package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./postern ssh}. */
@Command(
        name = "ssh",
        mixinStandardHelpOptions = true,
        description =
                "Logs in to an instance with a public or IPv6 address from the internet side, with a key pushed by EC2 Instance Connect.")
final class SshCommand implements Callable<Integer> {
    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Parameters(index = "0", paramLabel = "INSTANCE", description = "Id or Name tag.")
    private String instance = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "After --; a login if there is none.")
    private List<String> command = new ArrayList<>();

    @Option(
            names = {"-l", "--user"},
            defaultValue = "ec2-user",
            description = "The user (${DEFAULT-VALUE}).")
    private String user = "ec2-user";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Control control = cloud.control();
        JsonNode target = control.instance(instance);
        if (!target.path("state").asText().equals("running")) {
            throw new CommandFailure(instance + " does not run");
        }
        String address = target.path("publicIp").asText(target.path("ipv6").asText(""));
        if (address.isEmpty()) {
            throw new CommandFailure(instance + " has no public address: hop through one that has,"
                    + " or use ./postern exec " + instance);
        }
        Path directory = Files.createTempDirectory("postern-ssh");
        try {
            Path key = directory.resolve("key");
            run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "postern", "-f", key.toString()));
            control.post(
                    "/_postern/ssh-key",
                    Map.of(
                            "instance", target.path("id").asText(),
                            "user", user,
                            "publicKey",
                                    Files.readString(directory.resolve("key.pub"))
                                            .strip()));
            List<String> words = new ArrayList<>(InternetSide.ssh(control.port()));
            words.addAll(List.of("-i", key.toString(), "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR"));
            words.addAll(List.of("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"));
            words.add(user + "@" + address);
            words.addAll(command);
            return run(words);
        } finally {
            Files.deleteIfExists(directory.resolve("key"));
            Files.deleteIfExists(directory.resolve("key.pub"));
            Files.deleteIfExists(directory);
        }
    }

    private static int run(List<String> words) throws IOException, InterruptedException {
        return new ProcessBuilder(words).inheritIO().start().waitFor();
    }
}
