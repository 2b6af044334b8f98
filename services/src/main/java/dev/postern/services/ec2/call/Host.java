package dev.postern.services.ec2.call;

import dev.postern.model.ec2.InstanceId;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What EC2 takes from the machine that it runs on.
 *
 * @param architecture {@code x86_64} or {@code arm64}: the built-in image's, as it runs the host's programs
 * @param console what an instance wrote to its console, if it ever ran
 * @param reachable whether it has seen an instance, which is running, since it was started itself: its processes and its network
 * @param random where new keys come from
 */
public record Host(
        String architecture,
        Function<InstanceId, Optional<String>> console,
        Predicate<InstanceId> reachable,
        SecureRandom random) {
    /**
     * EC2's word for the architecture that the JVM reports.
     *
     * @param osArch as the system property {@code os.arch}
     */
    public static String architecture(String osArch) {
        return osArch.equals("aarch64") ? "arm64" : "x86_64";
    }
}
