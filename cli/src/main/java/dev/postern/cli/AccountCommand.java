package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./postern account}. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = "More accounts.",
        subcommands = AccountCommand.Create.class)
final class AccountCommand {

    /** {@code ./postern account create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes an account and prints its root keys.")
    static final class Create implements Runnable {
        @Mixin
        private final CloudOptions cloud = new CloudOptions();

        @Option(names = "--account", paramLabel = "ID", description = "Twelve digits; chosen for you if absent.")
        private @Nullable String account;

        @Option(names = "--credentials", paramLabel = "KEY:SECRET", description = "Root's keys; generated if absent.")
        private @Nullable String credentials;

        @Override
        public void run() {
            Map<String, String> wishes = new LinkedHashMap<>();
            if (account != null) {
                wishes.put("account", account);
            }
            if (credentials != null) {
                wishes.put("credentials", credentials);
            }
            JsonNode made = cloud.control().post("/_postern/accounts", wishes);
            System.out.printf(
                    "account           %s%naccess key id     %s%nsecret access key %s%n",
                    made.path("account").asText(),
                    made.path("accessKeyId").asText(),
                    made.path("secretAccessKey").asText());
        }
    }
}
