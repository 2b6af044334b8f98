package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.cli.lab.HostState;
import dev.postern.model.AccountId;
import dev.postern.server.Configuration;
import dev.postern.server.PosternServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.regions.Region;

/** A cloud in this process, and clients of it. Closing it fails when anything is left on the host. */
public final class TestingCloud implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Configuration configuration;
    private final HostState before;
    private final Set<ProcessHandle> inhabitants = new HashSet<>();
    private final List<Clients> clients = new ArrayList<>();
    private final Clients root;
    private @Nullable PosternServer server;

    private TestingCloud(Path directory, int port) throws IOException {
        this.directory = directory;
        this.configuration = configuration(directory.resolve("cloud"), port);
        this.before = HostState.observe();
        this.root = as(Clients.ROOT);
    }

    /** Starts one; the test is skipped where there can be none. */
    public static TestingCloud start(Path directory) throws IOException {
        TestingCloud cloud = prepare(directory);
        cloud.start();
        return cloud;
    }

    /** One that is not running yet. */
    public static TestingCloud prepare(Path directory) throws IOException {
        Requirements.namespaces();
        Files.createDirectories(directory);
        return new TestingCloud(directory, freePort());
    }

    public static Configuration configuration(Path data, int port) {
        return new Configuration(data, port, new AccountId("000000000000"), "test", "test");
    }

    public static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    public void start() {
        server = PosternServer.start(configuration);
    }

    /** Ends the server in order; the data stays. */
    public void stop() throws IOException {
        inhabitants.addAll(HostState.inhabitants(pins()));
        if (server != null) {
            server.close();
            server = null;
        }
    }

    public void restart() throws IOException {
        stop();
        start();
    }

    /** All that was made is gone. */
    public void reset() {
        control("reset", Map.of());
    }

    public Path directory() {
        return directory;
    }

    public Path data() {
        return configuration.data();
    }

    public int port() {
        return configuration.port();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Clients with the first account's root keys. */
    public Clients root() {
        return root;
    }

    /** Clients of another caller. */
    public Clients as(AwsCredentials credentials) {
        Clients made = new Clients(endpoint(), credentials, Region.US_EAST_1);
        clients.add(made);
        return made;
    }

    public JsonNode status() {
        return call("GET", "status", Map.of());
    }

    /** The number of the newest state: it grows by one with every change. */
    public long sequence() {
        return status().path("sequence").asLong();
    }

    /** What the status says of an instance. */
    public JsonNode instance(String id) {
        JsonNode status = status();
        return status.path("instances")
                .valueStream()
                .filter(instance -> instance.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + id + ": " + status));
    }

    /** Asks the status first how to run a program inside the instance. */
    public Finished exec(String instance, Path directory, String... program) {
        return exec(instance(instance), directory, program);
    }

    /** Runs a program inside an instance, as {@code ./postern exec} does: without the server. */
    public static Finished exec(JsonNode instance, Path directory, String... program) {
        List<String> words = new ArrayList<>();
        instance.path("exec").forEach(word -> words.add(word.asText()));
        words.addAll(List.of(program));
        return Finished.run(Map.of(), directory, words);
    }

    /** What the words of a shell print inside an instance, without white space around it. */
    public String shell(String instance, Path directory, String script) {
        return exec(instance, directory, "sh", "-c", script).output().strip();
    }

    /** Makes a file inside an instance, whatever characters it has. */
    public void write(String instance, Path directory, String file, String content) {
        String encoded = Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
        shell(instance, directory, "echo " + encoded + " | base64 -d >" + file);
    }

    /** Posts to a control, as the command line does. */
    public JsonNode control(String what, Map<String, String> body) {
        return call("POST", what, body);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private JsonNode call(String method, String what, Map<String, String> body) {
        try {
            return JSON.readTree(said(method, what, body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #control}, with the answer as a person reads it. */
    public String printed(String what, Map<String, String> body) {
        Map<String, String> fields = new HashMap<>(body);
        fields.put("print", "plain");
        return said("POST", what, fields);
    }

    /** Why a control finds no meaning in what it is posted. */
    public String refused(String what, Map<String, String> body) {
        try {
            HttpURLConnection connection = asked("POST", what, body);
            assertThat(connection.getResponseCode()).as(what + " " + body).isEqualTo(422);
            return new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String said(String method, String what, Map<String, String> body) {
        try {
            HttpURLConnection connection = asked(method, what, body);
            assertThat(connection.getResponseCode())
                    .as(method + " " + what + " " + body)
                    .isEqualTo(200);
            assertThat(connection.getHeaderField("X-Postern-Probe"))
                    .as("what was foretold and what happened")
                    .isNull();
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpURLConnection asked(String method, String what, Map<String, String> body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                endpoint().resolve("/_postern/" + what).toURL().openConnection();
        connection.setRequestMethod(method);
        if (method.equals("POST")) {
            connection.setRequestProperty(
                    "X-Postern-Token",
                    Files.readString(data().resolve("run/token")).strip());
            connection.setDoOutput(true);
            connection.getOutputStream().write(form(body).getBytes(StandardCharsets.US_ASCII));
        }
        return connection;
    }

    private Path pins() {
        return data().resolve("run/netns");
    }

    /** What is on the host that the cloud brought there: nothing, when it has been stopped. */
    public List<String> remainders() throws IOException {
        List<String> left = new ArrayList<>(HostState.observe().remainders(before, directory, inhabitants));
        if (Files.isDirectory(pins())) {
            try (Stream<Path> files = Files.list(pins())) {
                files.forEach(pin -> left.add("namespace " + pin));
            }
        }
        return left;
    }

    @Override
    public void close() throws IOException {
        clients.forEach(Clients::close);
        stop();
        assertThat(remainders()).isEmpty();
        // JUnit would warn of each of the thousands of links in the images' root filesystems.
        delete(directory);
    }

    static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
