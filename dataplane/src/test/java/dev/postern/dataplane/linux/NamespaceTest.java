package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.PacketSender;
import dev.postern.linux.Mounts;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A namespace goes with its mount only if no thread of this process stays in it. */
@PacketTest
final class NamespaceTest {
    private static final int CALLERS = 50;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory = Path.of("");

    private Namespace namespace = new Namespace(Path.of(""));

    @BeforeEach
    void create() throws IOException {
        namespace = new Namespace(Files.createFile(directory.resolve("namespace")));
        Namespace.create(namespace.path());
    }

    @AfterEach
    void remove() throws IOException {
        Mounts.detach(namespace.path());
    }

    /** Java starts a thread for each program that runs at the same time, and keeps it for a while for the next one. */
    @Test
    void noThreadThatWaitsForAProgramIsBornInside() throws Exception {
        List<String> program = namespace.entering(List.of("ip", "link", "set", "lo", "up"));
        PacketSender sender = namespace.sender(Ip.of("127.0.0.1"), Duration.ofSeconds(1));
        List<PacketSender.Answer> answers = everyOne(() -> {
            Tool.output(program, "");
            return sender.echo(Ip.of("127.0.0.1"));
        });
        assertThat(answers).containsOnly(PacketSender.Answer.ANSWERED);
        assertThat(networksOfThreads()).isNotEmpty().doesNotContain(itself());
    }

    /** Whoever waits on a virtual thread is woken by the thread that was inside, and may need a carrier for it. */
    @Test
    void noCarrierIsBornInside() throws Exception {
        String itself = itself();
        List<String> seen = everyOne(() -> namespace.call(() -> networkOf(Path.of("/proc/thread-self"))));
        assertThat(seen).hasSize(CALLERS).containsOnly(itself);
        Await.until(
                "the threads that were inside end",
                LIMIT,
                () -> !networksOfThreads().contains(itself));
    }

    private String itself() throws Exception {
        return namespace.call(() -> networkOf(Path.of("/proc/thread-self")));
    }

    private static <T> List<T> everyOne(Callable<T> call) throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : callers.invokeAll(Collections.nCopies(CALLERS, call))) {
                results.add(result.get());
            }
            return results;
        }
    }

    private static Set<String> networksOfThreads() {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.flatMap(NamespaceTest::networkIfThere).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> networkIfThere(Path thread) {
        try {
            return Stream.of(networkOf(thread));
        } catch (IOException e) {
            return Stream.empty(); // it ended meanwhile
        }
    }

    private static String networkOf(Path thread) throws IOException {
        return Files.readSymbolicLink(thread.resolve("ns/net")).toString();
    }
}
