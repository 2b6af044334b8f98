package dev.postern.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Talks to a running cloud's control endpoint, {@code /_postern/...} on its loopback port.
 *
 * <p>Who may read the token in the data directory may control the cloud.
 */
public final class Control {
    /** Where a cloud says what runs in it. */
    public static final String STATUS = "/_postern/status";

    private static final int DEFAULT_PORT = 4566;
    private static final int TIMEOUT_MS = 60_000;
    private static final int NO_LIMIT = 0;

    /** The cloud understood the words, and they make no question: as wrong as an option that does not exist. */
    private static final int UNPROCESSABLE = 422;

    private static final int FORBIDDEN = 403;

    private final int port;
    private final Path data;

    private Control(int port, Path data) {
        this.port = port;
        this.data = data;
    }

    /**
     * A running cloud by its data directory, by its port, or by the defaults of both. Whether the cloud at the port is that of the
     * directory shows with the first word to it: it has another token.
     *
     * @throws CommandFailure when none runs there
     */
    static Control find(Optional<Path> data, Optional<Integer> port) {
        if (data.isPresent()) {
            return new Control(port.orElseGet(() -> portOf(data.get())), data.get());
        }
        Path usual = Path.of(System.getProperty("user.home"), ".postern");
        if (port.isEmpty() && Files.exists(portFile(usual))) {
            return new Control(portOf(usual), usual);
        }
        Control unknown = new Control(port.orElse(DEFAULT_PORT), usual);
        return new Control(
                unknown.port, Path.of(unknown.anybodysStatus().path("data").asText(usual.toString())));
    }

    private static int portOf(Path data) {
        try {
            return Integer.parseInt(Files.readString(portFile(data)).strip());
        } catch (NoSuchFileException e) {
            throw new CommandFailure("no cloud runs in " + data + ": start one with ./postern up --data " + data);
        } catch (IOException | NumberFormatException e) {
            throw new CommandFailure("cannot read " + portFile(data) + ": " + e.getMessage());
        }
    }

    private static Path portFile(Path data) {
        return data.resolve("run/port");
    }

    public int port() {
        return port;
    }

    public Path data() {
        return data;
    }

    /**
     * What runs in the cloud.
     *
     * @throws CommandFailure also when the cloud at the port is another one
     */
    public JsonNode status() {
        JsonNode status = anybodysStatus();
        Path theirs = Path.of(status.path("data").asText(data.toString()));
        if (!isSame(data, theirs)) {
            throw new CommandFailure("the cloud on 127.0.0.1:" + port + " is that of " + theirs + ", not of " + data);
        }
        return status;
    }

    private JsonNode anybodysStatus() {
        return json(answered(() -> Exchange.get(port, STATUS, TIMEOUT_MS)));
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return one.normalize().equals(other);
        }
    }

    /** Tells the cloud something. */
    public JsonNode post(String path, Map<String, String> fields) {
        return json(say(path, fields));
    }

    /** As {@link #post}, for what takes as long as it takes. */
    JsonNode await(String path) {
        return json(say(path, Map.of(), NO_LIMIT));
    }

    /**
     * As {@link #post}, for what is printed as it comes.
     *
     * @throws CommandFailure when the cloud cannot do it, is another one, or does not answer
     */
    Exchange say(String path, Map<String, String> fields) {
        return say(path, fields, TIMEOUT_MS);
    }

    private Exchange say(String path, Map<String, String> fields, int timeoutMs) {
        Exchange answer = exchanged(() -> Exchange.post(port, path, token(), fields, timeoutMs));
        if (answer.status() == FORBIDDEN) {
            status(); // says whose cloud it is that does not know the token
        }
        return succeeded(answer);
    }

    /**
     * An instance by its id or its Name tag. Terminated ones, which keep their names for a while, count only if there is no
     * other.
     *
     * @throws CommandFailure when there is none, or several have the name
     */
    public JsonNode instance(String idOrName) {
        List<JsonNode> named = new ArrayList<>();
        List<JsonNode> terminated = new ArrayList<>();
        for (JsonNode instance : status().path("instances")) {
            if (instance.path("id").asText().equals(idOrName)) {
                return instance;
            }
            if (instance.path("name").asText().equals(idOrName)) {
                boolean gone = instance.path("state").asText().equals("terminated");
                (gone ? terminated : named).add(instance);
            }
        }
        List<JsonNode> found = named.isEmpty() ? terminated : named;
        if (found.isEmpty()) {
            throw new CommandFailure("there is no instance " + idOrName + " (./postern status lists them)");
        }
        if (found.size() > 1) {
            throw new CommandFailure("several instances have the name " + idOrName + ", say which: "
                    + String.join(
                            " ", found.stream().map(i -> i.path("id").asText()).toList()));
        }
        return found.getFirst();
    }

    private interface Sending {
        Exchange send() throws IOException;
    }

    private Exchange answered(Sending sending) {
        return succeeded(exchanged(sending));
    }

    private Exchange exchanged(Sending sending) {
        try {
            return sending.send();
        } catch (ConnectException e) {
            throw new CommandFailure("no cloud answers on 127.0.0.1:" + port + ": start one with ./postern up");
        } catch (IOException e) {
            throw new CommandFailure("the cloud on 127.0.0.1:" + port + " does not answer: " + e.getMessage());
        }
    }

    private static Exchange succeeded(Exchange answer) {
        if (answer.status() >= 400) {
            String words = answer.body().isBlank()
                    ? "the cloud answered " + answer.status()
                    : answer.body().strip();
            throw new CommandFailure(words, answer.status() == UNPROCESSABLE ? 2 : 1);
        }
        return answer;
    }

    private JsonNode json(Exchange answer) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new CommandFailure("what answers on 127.0.0.1:" + port + " is no cloud");
        }
    }

    private String token() {
        Path file = data.resolve("run/token");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            status(); // says so if the cloud at the port is another one
            throw new CommandFailure("cannot read " + file + ": only who started the cloud can control it");
        }
    }
}
