package dev.postern.cli;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./postern down}. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the cloud and all that it runs. What it stores stays, and comes back with the next up.")
final class DownCommand implements Runnable {
    /** A thousand instances take more than a minute to end on two processors. */
    private static final long MINUTES_MAX = 10;

    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Override
    public void run() {
        Control control = cloud.control();
        long pid = control.status().path("pid").asLong();
        control.post("/_postern/down", Map.of());
        ProcessHandle.of(pid).ifPresent(DownCommand::awaitEnd);
    }

    private static void awaitEnd(ProcessHandle server) {
        try {
            server.onExit().get(MINUTES_MAX, TimeUnit.MINUTES);
        } catch (TimeoutException e) {
            throw new CommandFailure(
                    "the cloud (process " + server.pid() + ") has not ended after " + MINUTES_MAX + " minutes");
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
