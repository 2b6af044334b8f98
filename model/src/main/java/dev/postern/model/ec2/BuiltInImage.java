package dev.postern.model.ec2;

import dev.postern.model.Region;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The machine image that comes with Postern: one id per Region, owned by Amazon, never stored. Its root shares the
 * host's {@code /usr}; {@link Image} entities are the imported ones.
 */
public final class BuiltInImage {
    /** Images made at one time are told apart by this part of their name. */
    private static final String RELEASE = "2025.1";

    private BuiltInImage() {}

    public static ImageId id(Region region) {
        String digest = UUID.nameUUIDFromBytes(("postern-debian/" + region).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        return new ImageId("ami-0" + digest.substring(0, 16));
    }

    /**
     * As {@code postern-debian-x86_64-2025.1}.
     *
     * @param architecture {@code x86_64} or {@code arm64}, as the host is
     */
    public static String name(String architecture) {
        return "postern-debian-" + architecture + "-" + RELEASE;
    }
}
