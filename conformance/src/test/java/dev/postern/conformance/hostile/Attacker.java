package dev.postern.conformance.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.conformance.Finished;
import dev.postern.conformance.TestingCloud;
import java.io.IOException;
import java.nio.file.Path;

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

    /** Runs a shell command inside. */
    public Finished shell(String command) {
        return TestingCloud.exec(instance, directory, "sh", "-c", command);
    }

    /** Runs a Python program inside, which is a resource beside this class. */
    public Finished python(String resource, String... arguments) throws IOException {
        try (var stream = Attacker.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            String[] words = new String[3 + arguments.length];
            words[0] = "python3";
            words[1] = "-c";
            words[2] = new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            System.arraycopy(arguments, 0, words, 3, arguments.length);
            return TestingCloud.exec(instance, directory, words);
        }
    }
}
