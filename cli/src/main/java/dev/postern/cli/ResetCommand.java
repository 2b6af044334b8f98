package dev.postern.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./postern reset}. */
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = "Empties the cloud in place: as new, in well under a second.")
final class ResetCommand implements Runnable {
    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Override
    public void run() {
        cloud.control().post("/_postern/reset", Map.of());
    }
}
