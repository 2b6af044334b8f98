package dev.postern.services.sts;

import dev.postern.model.Tags;
import dev.postern.wire.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;

/**
 * How much of the room for policies and tags a session takes, in percent. AWS packs both into a form that it does not tell of. Tags
 * take the share that they were seen to take there, nine of 252 characters 498 percent; of policies that are packed here by DEFLATE
 * only those are refused that would hardly pass there.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole, PackedPolicySize</a>
 */
final class PackedSize {
    private static final int TAG_BYTES_MAX = 456;
    private static final int POLICY_BYTES_MAX = 1_024;
    private static final int PERCENT_MAX = 100;

    private PackedSize() {}

    /**
     * The share, if it is not too large.
     *
     * @param policy the document of the request
     * @param managed the managed policies that it names
     */
    static int percent(@Nullable String policy, List<PolicyDescriptorType> managed, Tags tags) {
        List<String> policies = Stream.concat(
                        Stream.ofNullable(policy), managed.stream().map(PolicyDescriptorType::arn))
                .toList();
        long ofTags = share(
                tags.values().entrySet().stream().mapToLong(PackedSize::bytes).sum(), TAG_BYTES_MAX);
        long ofPolicies = policies.isEmpty() ? 0 : share(packed(String.join("\n", policies)), POLICY_BYTES_MAX);
        long percent = ofTags + ofPolicies;
        if (percent > PERCENT_MAX) {
            throw new ApiException(
                    StsError.PACKED_POLICY_TOO_LARGE,
                    ofTags > 0
                            ? "Packed size of session tags consumes " + percent + "% of allotted space."
                            : "Packed policy consumes " + percent + "% of allotted space, please use smaller policy.");
        }
        return (int) percent;
    }

    private static long share(long bytes, int max) {
        return (bytes * PERCENT_MAX + max - 1) / max;
    }

    private static long bytes(Map.Entry<String, String> tag) {
        return tag.getKey().getBytes(StandardCharsets.UTF_8).length
                + (long) tag.getValue().getBytes(StandardCharsets.UTF_8).length;
    }

    private static long packed(String text) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            byte[] buffer = new byte[4_096];
            while (!deflater.finished()) {
                deflater.deflate(buffer);
            }
            return deflater.getBytesWritten();
        }
    }
}
