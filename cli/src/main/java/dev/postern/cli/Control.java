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
import java.nio.file.Path;
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

    private final int port;
    private final Path data;

    private Control(int port, Path data) {
        this.port = port;
        this.data = data;
    }

    /**
     * Finds a running cloud by its data directory, or by its port.
     *
     * @throws CommandFailure when none runs there
     */
    static Control find(Path data, Optional<Integer> port) {
        Path portFile = data.resolve("run/port");
        try {
            int found = port.isPresent()
                    ? port.get()
                    : Files.exists(portFile)
                            ? Integer.parseInt(Files.readString(portFile).strip())
                            : DEFAULT_PORT;
            JsonNode status = new Control(found, data).get(STATUS);
            return new Control(found, Path.of(status.path("data").asText(data.toString())));
        } catch (IOException | NumberFormatException e) {
            throw new CommandFailure("cannot read " + portFile + ": " + e.getMessage());
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

    /** An instance by its id or its Name tag. */
    public JsonNode instance(String idOrName) {
        for (JsonNode instance : get(STATUS).path("instances")) {
            if (instance.path("id").asText().equals(idOrName)
                    || instance.path("name").asText().equals(idOrName)) {
                return instance;
            }
        }
        throw new CommandFailure("there is no instance " + idOrName + " (./postern status lists them)");
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
            throw new CommandFailure(text.isBlank() ? "the cloud answered " + status : text.strip());
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
