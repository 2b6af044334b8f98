package dev.postern.compute;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The first process of a container, as the host sees it.
 *
 * @param pid its number, which may be another one's by now
 * @param startTicks when it began: with its number, that is who it is
 * @param walled whether it is in a user namespace of its own; those of earlier versions are not
 */
record ContainerProcess(long pid, long startTicks, boolean walled) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long EXIT_POLL_NANOS = Duration.ofMillis(2).toNanos();

    /**
     * That of a container, from runc's state of it. It is read as a stream: at a start there may be a thousand of them, each of
     * which says much about mounts and devices.
     */
    static Optional<ContainerProcess> of(Path containerState) {
        long pid = 0;
        long startTicks = 0;
        boolean walled = false;
        try (JsonParser state = JSON.createParser(Files.readAllBytes(containerState.resolve("state.json")))) {
            state.nextToken();
            for (String name = state.nextFieldName(); name != null; name = state.nextFieldName()) {
                JsonToken value = state.nextToken();
                switch (name) {
                    case "init_process_pid" -> pid = state.getValueAsLong();
                    case "init_process_start" -> startTicks = state.getValueAsLong();
                    case "config" -> walled = value == JsonToken.START_OBJECT && walled(state);
                    default -> state.skipChildren();
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return pid <= 0 ? Optional.empty() : Optional.of(new ContainerProcess(pid, startTicks, walled));
    }

    private static boolean walled(JsonParser config) throws IOException {
        boolean walled = false;
        for (String name = config.nextFieldName(); name != null; name = config.nextFieldName()) {
            config.nextToken();
            if (name.equals("namespaces")) {
                for (JsonNode namespace : config.<JsonNode>readValueAsTree()) {
                    walled |= namespace.path("type").asText().equals("NEWUSER");
                }
            } else {
                config.skipChildren();
            }
        }
        return walled;
    }

    /** Asks it to end. */
    void terminate() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }

    /** Whether the very process still runs: proc(5), {@code stat}. */
    boolean isAlive() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            List<String> fields =
                    Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            String status = fields.getFirst();
            return !status.equals("Z") && !status.equals("X") && Long.parseLong(fields.get(19)) == startTicks;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Waits, with a limit, until it has ended. It asks again and again, because what the JDK offers waits until the host's
     * first process buries it, which some do only once a second.
     */
    boolean awaitExit(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (isAlive()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(EXIT_POLL_NANOS);
        }
        return true;
    }
}
