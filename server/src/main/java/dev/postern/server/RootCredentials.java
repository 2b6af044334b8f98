package dev.postern.server;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Root's keys, as {@code KEY:SECRET}. An argument is read by everybody on the machine, for as long as the process lives; so
 * they come from a file, from the environment, or are typed in.
 */
final class RootCredentials {
    private static final String VARIABLE = "POSTERN_CREDENTIALS";
    private static final String DEFAULT = "test:test";

    @Option(
            names = "--credentials",
            paramLabel = "KEY:SECRET",
            arity = "0..1",
            fallbackValue = "",
            description = "Root's keys of it: asked for, if nothing follows; or $POSTERN_CREDENTIALS (test:test)."
                    + " As an argument they can be read by every user of this machine.")
    private @Nullable String argument;

    @Option(
            names = "--credentials-file",
            paramLabel = "FILE",
            description = "A file whose first line is root's KEY:SECRET.")
    private @Nullable Path file;

    /**
     * What was chosen.
     *
     * @throws StartFailure when it cannot be read, or is not of that form
     */
    String read(Map<String, String> environment) {
        String chosen = chosen(environment).strip();
        int colon = chosen.indexOf(':');
        if (colon < 1 || colon == chosen.length() - 1) {
            throw new StartFailure("--credentials takes KEY:SECRET");
        }
        return chosen;
    }

    private String chosen(Map<String, String> environment) {
        if (argument != null && file != null) {
            throw new StartFailure("choose one of --credentials and --credentials-file");
        }
        if (file != null) {
            return firstLine(file);
        }
        if (argument == null) {
            String variable = environment.getOrDefault(VARIABLE, "");
            return variable.isBlank() ? DEFAULT : variable;
        }
        if (argument.isEmpty()) {
            return typed();
        }
        if (!argument.equals(DEFAULT)) {
            System.err.println("postern: every user of this machine can read the keys given with --credentials:"
                    + " use --credentials-file, " + VARIABLE + ", or --credentials alone, which asks");
        }
        return argument;
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file).stream().findFirst().orElse("");
        } catch (IOException e) {
            throw new StartFailure("--credentials-file cannot be read: " + e);
        }
    }

    private static String typed() {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readPassword("Root's keys, as KEY:SECRET: "))
                .map(String::new)
                .orElseThrow(() ->
                        new StartFailure("--credentials alone asks for the keys, and there is no terminal to ask on"));
    }
}
