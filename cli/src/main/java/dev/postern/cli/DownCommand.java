package dev.postern.cli;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./postern down}. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the cloud and all that it runs. What it stores stays, and comes back with the next up.")
final class DownCommand implements Runnable {
    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Override
    public void run() {
        Control control = cloud.control();
        long pid = control.status().path("pid").asLong();
        control.post("/_postern/down", Map.of());
        ProcessHandle.of(pid)
                .ifPresent(server ->
                        server.onExit().orTimeout(60, TimeUnit.SECONDS).join());
    }
}
