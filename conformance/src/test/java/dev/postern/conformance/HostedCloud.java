package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/** A cloud whose host is one of {@link OuterWorld}: its API is reached from this process through a port that leads to the host's loopback. */
final class HostedCloud implements AutoCloseable {
    static final int API = 4566;
    static final int SOCKS = 1080;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final OuterWorld world;
    private final ServerSocket door;
    private final Clients root;
    private @Nullable Process process;

    HostedCloud(Path directory, OuterWorld world) throws IOException {
        this.directory = directory;
        this.world = world;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.root = new Clients(URI.create("http://127.0.0.1:" + door.getLocalPort()), Clients.ROOT, Region.US_EAST_1);
        Thread.ofVirtual().name("door").start(this::open);
    }

    /** Starts the server with more options; it may have been killed before. */
    void start(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("--data", data().toString(), "--port", Integer.toString(API)));
        words.addAll(List.of(options));
        Path log = directory.resolve("server.log");
        Process started = new ProcessBuilder(world.onHost(ChildJvm.command(
                        "dev.postern.server.Main",
                        words.getFirst(),
                        words.subList(1, words.size()).toArray(String[]::new))))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        Await.until("the server answers", PATIENCE, () -> {
            if (!started.isAlive()) {
                throw new AssertionError("the server ended: " + read(log));
            }
            try {
                status();
                return true;
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it: instances and network go on. */
    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    Clients root() {
        return root;
    }

    Path data() {
        return directory.resolve("cloud");
    }

    JsonNode status() {
        try {
            return JSON.readTree(connection("status").getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String why(String from, String what) throws IOException {
        HttpURLConnection connection = connection("why");
        connection.setRequestProperty(
                "X-Postern-Token", Files.readString(data().resolve("run/token")).strip());
        connection.setDoOutput(true);
        connection
                .getOutputStream()
                .write(Map.of("from", from, "what", what, "print", "plain").entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))
                        .getBytes(StandardCharsets.US_ASCII));
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    }

    private HttpURLConnection connection(String what) throws IOException {
        return (HttpURLConnection)
                root.endpoint().resolve("/_postern/" + what).toURL().openConnection();
    }

    /** Runs a program inside an instance. */
    Finished exec(String instance, String... program) {
        for (JsonNode one : status().path("instances")) {
            if (one.path("id").asText().equals(instance)) {
                List<String> words = new ArrayList<>();
                one.path("exec").forEach(word -> words.add(word.asText()));
                words.addAll(List.of(program));
                return Finished.run(Map.of(), directory, world.onHost(words));
            }
        }
        throw new AssertionError("no instance " + instance);
    }

    /** Lets in whoever comes to the door. */
    private void open() {
        try {
            while (true) {
                Socket near = door.accept();
                Thread.ofVirtual().start(() -> lead(near));
            }
        } catch (SocketException e) {
            return; // closed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void lead(Socket near) {
        try (near;
                Socket far = world.onHost(() -> {
                    Socket socket = new Socket();
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), API));
                    return socket;
                })) {
            Thread back = Thread.ofVirtual().start(() -> pump(far, near));
            pump(near, far);
            back.join();
        } catch (Exception e) {
            return; // nobody is there yet
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            return; // one of them is gone
        }
    }

    @Override
    public void close() throws IOException {
        root.close();
        if (process != null) {
            process.destroy(); // in order: instances and network go
            process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
        door.close();
        assertThat(data().resolve("run/netns")).doesNotExist();
        TestingCloud.delete(data());
    }
}
