package dev.postern.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ./postern exec}. */
@Command(
        name = "exec",
        mixinStandardHelpOptions = true,
        description = "Runs a command as root inside an instance, past network and keys, as the serial console does.")
final class ExecCommand implements Callable<Integer> {
    /** Imported images may have no bash. */
    private static final List<String> SHELL =
            List.of("/bin/sh", "-c", "[ -x /bin/bash ] && exec /bin/bash -l || exec /bin/sh -l");

    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Parameters(index = "0", paramLabel = "INSTANCE", description = "Id or Name tag.")
    private String instance = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "After --; a shell if there is none.")
    private List<String> command = new ArrayList<>();

    @Override
    @SuppressWarnings("SystemConsoleNull") // NullAway reads its Javadoc: it may be null
    public Integer call() throws IOException, InterruptedException {
        java.io.Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        List<String> words = new ArrayList<>();
        cloud.control()
                .instance(instance)
                .path(terminal ? "execInTerminal" : "exec")
                .forEach(word -> words.add(word.asText()));
        if (words.isEmpty()) {
            throw new CommandFailure(instance + " does not run");
        }
        words.addAll(command.isEmpty() ? SHELL : command);
        return new ProcessBuilder(words).inheritIO().start().waitFor();
    }
}
