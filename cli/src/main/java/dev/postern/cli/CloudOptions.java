package dev.postern.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cloud a command means. {@code up} shares the defaults. */
public final class CloudOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The cloud's data directory ($POSTERN_DATA, ~/.postern).")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "PORT", description = "The cloud's port on loopback ($POSTERN_PORT, 4566).")
    private @Nullable Integer port;

    /** The control client of the cloud that the options, else the environment, else the defaults name. */
    Control control() {
        Path directory = Optional.ofNullable(data)
                .or(() -> environment("POSTERN_DATA").map(Path::of))
                .orElse(Path.of(System.getProperty("user.home"), ".postern"));
        Optional<Integer> chosenPort =
                Optional.ofNullable(port).or(() -> environment("POSTERN_PORT").map(CloudOptions::port));
        return Control.find(directory.toAbsolutePath(), chosenPort);
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CommandFailure("POSTERN_PORT is not a number: " + text, 2);
        }
    }
}
