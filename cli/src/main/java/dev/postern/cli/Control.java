package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEFAULT_PORT = 4566;
    private static final int TIMEOUT_MS = 60_000;

    /** The cloud understood the words, and they make no question: as wrong as an option that does not exist. */
    private static final int UNPROCESSABLE = 422;

    private final int port;
    private final Path data;

    private Control(int port, Path data) {
        this.port = port;
        this.data = data;
    }

    /**
     * Finds a running cloud by its data directory, by its port, or by the defaults of both.
     *
     * @throws CommandFailure when none runs there, or another one does
     */
    static Control find(Optional<Path> data, Optional<Integer> port) {
        if (data.isPresent()) {
            return find(data.get(), port);
        }
        Path usual = Path.of(System.getProperty("user.home"), ".postern");
        if (port.isEmpty() && Files.exists(portFile(usual))) {
            return find(usual, port);
        }
        int chosen = port.orElse(DEFAULT_PORT);
        return new Control(chosen, dataOf(chosen, usual));
    }

    /** A command for one cloud must not reach another that has taken over its port. */
    private static Control find(Path data, Optional<Integer> port) {
        int chosen = port.orElseGet(() -> portOf(data));
        Path found = dataOf(chosen, data);
        if (!isSame(data, found)) {
            throw new CommandFailure("the cloud on 127.0.0.1:" + chosen + " is that of " + found + ", not of " + data);
        }
        return new Control(chosen, found);
    }

    private static Path dataOf(int port, Path assumed) {
        JsonNode status = new Control(port, assumed).get(STATUS);
        return Path.of(status.path("data").asText(assumed.toString()));
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

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return one.normalize().equals(other);
        }
    }

    public int port() {
        return port;
    }

    public Path data() {
        return data;
    }

    public JsonNode get(String path) {
        return call("GET", path, Map.of());
    }

    public JsonNode post(String path, Map<String, String> body) {
        return call("POST", path, body);
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
        for (JsonNode instance : get(STATUS).path("instances")) {
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

    private JsonNode call(String method, String path, Map<String, String> body) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setReadTimeout(TIMEOUT_MS);
            if (method.equals("POST")) {
                connection.setRequestProperty("X-Postern-Token", token());
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                connection.getOutputStream().write(JSON.writeValueAsBytes(body));
            }
            return answer(connection);
        } catch (ConnectException e) {
            throw new CommandFailure("no cloud answers on 127.0.0.1:" + port + ": start one with ./postern up");
        } catch (IOException e) {
            throw new CommandFailure("the cloud on 127.0.0.1:" + port + " does not answer: " + e.getMessage());
        }
    }

    private static JsonNode answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        String text = stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        if (status >= 400) {
            String words = text.isBlank() ? "the cloud answered " + status : text.strip();
            throw new CommandFailure(words, status == UNPROCESSABLE ? 2 : 1);
        }
        return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
    }

    private String token() {
        Path file = data.resolve("run/token");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + file + ": only who started the cloud can control it");
        }
    }
}
