package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

        @Option(
                names = "--credentials",
                paramLabel = "KEY:SECRET",
                arity = "0..1",
                fallbackValue = "",
                description = "Root's keys: asked for, if nothing follows; generated if absent.")
        private @Nullable String credentials;

        @Option(
                names = "--credentials-file",
                paramLabel = "FILE",
                description = "A file whose first line is root's KEY:SECRET.")
        private @Nullable Path credentialsFile;

        @Override
        public void run() {
            Map<String, String> wishes = new LinkedHashMap<>();
            if (account != null) {
                wishes.put("account", account);
            }
            keys().ifPresent(keys -> wishes.put("credentials", keys));
            JsonNode made = cloud.control().post("/_postern/accounts", wishes);
            System.out.printf(
                    "account           %s%naccess key id     %s%nsecret access key %s%n",
                    made.path("account").asText(),
                    made.path("accessKeyId").asText(),
                    made.path("secretAccessKey").asText());
        }

        /** An argument is read by everybody on the machine; so keys come from a file, or are typed in. */
        private Optional<String> keys() {
            if (credentialsFile != null) {
                try {
                    return Files.readAllLines(credentialsFile).stream().findFirst();
                } catch (IOException e) {
                    throw new CommandFailure("--credentials-file cannot be read: " + e);
                }
            }
            if (credentials == null || !credentials.isEmpty()) {
                if (credentials != null) {
                    System.err.println("postern: every user of this machine can read the keys given with --credentials:"
                            + " use --credentials-file, or --credentials alone, which asks");
                }
                return Optional.ofNullable(credentials);
            }
            return Optional.of(Optional.ofNullable(System.console())
                    .filter(Console::isTerminal)
                    .map(console -> console.readPassword("Root's keys, as KEY:SECRET: "))
                    .map(String::new)
                    .orElseThrow(() -> new CommandFailure(
                            "--credentials alone asks for the keys, and there is no terminal to ask on")));
        }
    }
}
