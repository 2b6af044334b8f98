package dev.postern.model.ec2;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The machine images that come with Postern: one id per Region, never stored. {@link Image} entities are the imported ones. */
public enum BuiltInImage {
    /** The host's programs: its root shares the host's {@code /usr}, read-only. The only one of Amazon's, which people ask for first. */
    SHARED(
            "postern-debian",
            "default",
            AccountId.AMAZON.value(),
            "Postern's own image: Debian, with the host's programs"),

    /** Programs of its own, in a {@code /usr} that can be written, and no AWS CLI. Made of Debian's packages when it is first launched. */
    DEBIAN(
            "postern-apt-debian",
            "debian",
            "136693071363",
            "Debian packages in a /usr of its own, with apt and without the AWS CLI");

    /** What an image's id begins with that names a parameter. */
    public static final String RESOLVE = "resolve:ssm:";

    /** When the images came out. */
    public static final Instant RELEASED = Instant.parse("2025-11-01T00:00:00Z");

    private static final List<String> AMAZON_LINUX = List.of(
            "al2023-ami-kernel-6.1-ARCH",
            "al2023-ami-kernel-6.12-ARCH",
            "al2023-ami-kernel-default-ARCH",
            "al2023-ami-minimal-kernel-6.1-ARCH",
            "al2023-ami-minimal-kernel-6.12-ARCH",
            "al2023-ami-minimal-kernel-default-ARCH",
            "amzn2-ami-hvm-ARCH-gp2",
            "amzn2-ami-kernel-5.10-hvm-ARCH-gp2");

    private static final List<Pattern> PARAMETERS = Stream.of(
                    "/aws/service/ami-amazon-linux-latest/(al2023|amzn2|amzn)-ami-[a-z0-9.-]*(?<arch>x86_64|arm64)[a-z0-9-]*",
                    "/aws/service/canonical/ubuntu/[a-z-]+/[0-9a-z.]+/[a-z0-9./-]*/?(?<arch>amd64|arm64)/hvm/[a-z0-9-]+/ami-id",
                    "/aws/service/debian/(release|daily)/[0-9a-z-]+/[0-9a-z.-]+/(?<arch>amd64|arm64)",
                    "/aws/service/ecs/optimized-ami/amazon-linux-[0-9]+(/kernel-[0-9.]+)?(/(?<arch>arm64))?/recommended/image_id",
                    "/aws/service/bottlerocket/[a-z0-9.-]+/(?<arch>x86_64|arm64)/[a-z0-9.-]+/image_id")
            .map(Pattern::compile)
            .toList();

    /** Images made at one time are told apart by this part of their name. */
    private static final String RELEASE = "2025.1";

    private final String base;
    private final String rootFilesystem;
    private final String owner;
    private final String description;

    BuiltInImage(String base, String rootFilesystem, String owner, String description) {
        this.base = base;
        this.rootFilesystem = rootFilesystem;
        this.owner = owner;
        this.description = description;
    }

    /**
     * Whose it is: Amazon's, or that of the account in which Debian publishes its images.
     *
     * @see <a href="https://wiki.debian.org/Cloud/AmazonEC2Image/Bookworm">Debian's images</a>
     */
    public AccountId owner() {
        return new AccountId(owner);
    }

    /** The name of its root filesystem among compute's images. */
    public String rootFilesystem() {
        return rootFilesystem;
    }

    public String description() {
        return description;
    }

    public ImageId id(Region region) {
        String digest = UUID.nameUUIDFromBytes((base + "/" + region).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        return new ImageId("ami-0" + digest.substring(0, 16));
    }

    /** Which one an id means. */
    public static Optional<BuiltInImage> of(String id, Region region) {
        return Stream.of(values())
                .filter(image -> image.id(region).value().equals(id))
                .findFirst();
    }

    /** Which one has the root filesystem of a name. */
    public static Optional<BuiltInImage> named(String rootFilesystem) {
        return Stream.of(values())
                .filter(image -> image.rootFilesystem.equals(rootFilesystem))
                .findFirst();
    }

    /**
     * As {@code postern-debian-x86_64-2025.1}.
     *
     * @param architecture {@code x86_64} or {@code arm64}, as the host is
     */
    public String name(String architecture) {
        return base + "-" + architecture + "-" + RELEASE;
    }

    /**
     * The image behind one of the public parameters in which publishers name their newest images; whatever system they
     * name, here it is the one with the AWS CLI. Those for machines of another architecture, and for Windows, are not here.
     *
     * @param parameter as {@code /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}
     * @param architecture the host's
     * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html">
     *     Public parameters for AMIs</a>
     */
    public static Optional<ImageId> behind(String parameter, Region region, String architecture) {
        return PARAMETERS.stream()
                        .map(pattern -> pattern.matcher(parameter))
                        .filter(Matcher::matches)
                        .anyMatch(found -> architectureOf(found.group("arch")).equals(architecture))
                ? Optional.of(SHARED.id(region))
                : Optional.empty();
    }

    /** The names of Amazon's own systems, of which people and tools ask for all. */
    public static List<String> parameters(String architecture) {
        return AMAZON_LINUX.stream()
                .map(name -> "/aws/service/ami-amazon-linux-latest/" + name.replace("ARCH", architecture))
                .sorted()
                .toList();
    }

    private static String architectureOf(@Nullable String word) {
        return switch (word == null ? "" : word) {
            case "arm64", "aarch64" -> "arm64";
            default -> "x86_64"; // also where a name says none
        };
    }
}
