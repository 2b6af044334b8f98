package dev.postern.conformance.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.conformance.Finished;
import dev.postern.conformance.TestingCloud;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Root inside an instance, with the programs that every instance has: iproute2, nftables, util-linux, Python.
 *
 * @param instance its entry in the cloud's status
 * @param directory where this process may keep files
 */
public record Attacker(JsonNode instance, Path directory) {
    /** The one at a private address of a cloud. */
    public static Attacker at(TestingCloud cloud, String privateIp) {
        for (JsonNode instance : cloud.status().path("instances")) {
            if (instance.path("privateIp").asText().equals(privateIp)) {
                return new Attacker(instance, cloud.directory());
            }
        }
        throw new AssertionError("no instance has " + privateIp + ": " + cloud.status());
    }

    /** The instance with this id: in a cloud of many VPCs an address may be that of several. */
    static Attacker of(TestingCloud cloud, String id) {
        return new Attacker(cloud.instance(id), cloud.directory());
    }

    /** Runs a shell command inside. */
    public Finished shell(String command) {
        return TestingCloud.exec(instance, directory, "sh", "-c", command);
    }

    /** Runs a Python program inside, which is a resource beside this class. */
    public Finished python(String resource, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("python3", "-c", text(resource)));
        words.addAll(List.of(arguments));
        return TestingCloud.exec(instance, directory, words.toArray(String[]::new));
    }

    /** The same for one that goes on until its input ends, or it is destroyed. */
    public Process start(String resource, String... arguments) throws IOException {
        List<String> words = new ArrayList<>();
        instance.path("exec").forEach(word -> words.add(word.asText()));
        words.addAll(List.of("python3", "-c", text(resource)));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A resource beside this class. */
    public static String text(String resource) throws IOException {
        try (InputStream stream = Attacker.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
