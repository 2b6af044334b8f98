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
    @Nullable
    Path data;

    @Option(names = "--port", paramLabel = "PORT", description = "The cloud's port on loopback ($POSTERN_PORT, 4566).")
    @Nullable
    Integer port;

    /**
     * The control client of the cloud that the options, else the environment, else the defaults name. An option is never
     * completed from the environment: that may name another cloud.
     */
    Control control() {
        boolean given = data != null || port != null;
        Optional<Path> directory =
                given ? Optional.ofNullable(data) : environment("POSTERN_DATA").map(Path::of);
        Optional<Integer> number =
                given ? Optional.ofNullable(port) : environment("POSTERN_PORT").map(CloudOptions::number);
        number.filter(chosen -> chosen < 1 || chosen > 65535).ifPresent(chosen -> {
            throw new CommandFailure("a port is a number from 1 to 65535, not " + chosen, 2);
        });
        return Control.find(directory.map(Path::toAbsolutePath), number);
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CommandFailure("POSTERN_PORT is not a number: " + text, 2);
        }
    }
}
