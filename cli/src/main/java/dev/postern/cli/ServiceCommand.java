package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./postern service}. */
@Command(
        name = "service",
        mixinStandardHelpOptions = true,
        description = "Servers beside the cloud as services of AWS, with endpoints and policies.",
        subcommands = {ServiceCommand.Attach.class, ServiceCommand.ListAll.class, ServiceCommand.Detach.class})
final class ServiceCommand {
    /** One attached service in a line. */
    static String describe(JsonNode attached) {
        return attached.path("name").asText() + " is "
                + attached.path("upstream").asText() + ", of account "
                + attached.path("account").asText();
    }

    /** {@code ./postern service attach}. */
    @Command(
            name = "attach",
            mixinStandardHelpOptions = true,
            description =
                    "Makes a server that listens on this machine a service: requests are checked and judged by policies"
                            + " here, signed anew, and passed on. One that is attached already is replaced.",
            footer = {
                "",
                "Policies see the queues of SQS, and what a request names otherwise; where that is not said, what denies one of what the"
                        + " server keeps denies the request, and what allows must allow all. Policies of queues are kept here; others"
                        + " that the server keeps take no part. All that it keeps belongs to one account."
            })
    static final class Attach implements Runnable {
        @Mixin
        private final CloudOptions cloud = new CloudOptions();

        @Parameters(paramLabel = "NAME", description = "As endpoints call it: com.amazonaws.us-east-1.sqs")
        private String name = "";

        @Option(
                names = "--upstream",
                paramLabel = "URL",
                required = true,
                description = "Where the server listens: http://127.0.0.1:9324")
        private String upstream = "";

        @Option(
                names = "--access-key-file",
                paramLabel = "FILE",
                description =
                        "A file whose first line is the KEY:SECRET by which the server knows us; without one, requests"
                                + " are signed as by most emulators' usual key, test.")
        private @Nullable Path accessKeyFile;

        @Option(
                names = "--account",
                paramLabel = "ID",
                description = "To which account all that the server keeps belongs; the first one if absent.")
        private @Nullable String account;

        @Override
        public void run() {
            Map<String, String> wishes = new LinkedHashMap<>(Map.of("name", name, "upstream", upstream));
            if (accessKeyFile != null) {
                wishes.put("key", firstLine(accessKeyFile));
            }
            if (account != null) {
                wishes.put("account", account);
            }
            System.out.println(describe(cloud.control().post("/_postern/attach", wishes)));
        }

        private static String firstLine(Path file) {
            try {
                return Files.readAllLines(file).stream()
                        .findFirst()
                        .orElseThrow(() -> new CommandFailure("--access-key-file is empty: " + file));
            } catch (IOException e) {
                throw new CommandFailure("--access-key-file cannot be read: " + e);
            }
        }
    }

    /** {@code ./postern service list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Says which servers are attached.")
    static final class ListAll implements Runnable {
        @Mixin
        private final CloudOptions cloud = new CloudOptions();

        @Override
        public void run() {
            cloud.control().status().path("attachedServices").forEach(one -> System.out.println(describe(one)));
        }
    }

    /** {@code ./postern service detach}. */
    @Command(
            name = "detach",
            mixinStandardHelpOptions = true,
            description = "Undoes that. Refused while endpoints lead there.")
    static final class Detach implements Runnable {
        @Mixin
        private final CloudOptions cloud = new CloudOptions();

        @Parameters(paramLabel = "NAME", description = "As endpoints call it: com.amazonaws.us-east-1.sqs")
        private String name = "";

        @Override
        public void run() {
            JsonNode was = cloud.control().post("/_postern/detach", Map.of("name", name));
            System.out.println(was.path("name").asText() + " is detached");
        }
    }
}
