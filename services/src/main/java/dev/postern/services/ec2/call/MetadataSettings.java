package dev.postern.services.ec2.call;

import dev.postern.model.ec2.Instance;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request, or a launch template, says of the options of the instance metadata service. What it does not say is null.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsRequest.html">
 *     InstanceMetadataOptionsRequest</a>
 */
public record MetadataSettings(
        @Nullable String tokens,
        @Nullable Integer hops,
        @Nullable String endpoint,
        @Nullable String ipv6,
        @Nullable String tags) {
    private static final int HOPS_MAX = 64;
    private static final String ENABLED = "enabled";
    private static final String DISABLED = "disabled";

    /** What each of them that cannot be is refused for. */
    public List<ApiException> faults() {
        List<ApiException> faults = new ArrayList<>();
        if (tokens != null && !tokens.equals("optional") && !tokens.equals("required")) {
            faults.add(invalid(tokens, "HttpTokens"));
        }
        if (hops != null && (hops < 1 || hops > HOPS_MAX)) {
            faults.add(invalid(hops.toString(), "HttpPutResponseHopLimit"));
        }
        faults.addAll(wordFaults(endpoint, "HttpEndpoint"));
        faults.addAll(wordFaults(ipv6, "HttpProtocolIpv6"));
        faults.addAll(wordFaults(tags, "InstanceMetadataTags"));
        return faults;
    }

    /** The options that come of it; refuses what cannot be. */
    public Instance.MetadataOptions over(Instance.MetadataOptions before) {
        check(faults());
        return new Instance.MetadataOptions(
                Objects.requireNonNullElse(tokens, before.httpTokens()),
                Objects.requireNonNullElse(hops, before.hopLimit()),
                isEnabled(endpoint, before.httpEndpointEnabled()),
                isEnabled(ipv6, before.httpProtocolIpv6Enabled()),
                isEnabled(tags, before.instanceTags()));
    }

    /** Refuses for the first of some faults. */
    public static void check(List<ApiException> faults) {
        faults.stream().findFirst().ifPresent(fault -> {
            throw fault;
        });
    }

    /** How EC2 writes it. */
    public static String word(boolean enabled) {
        return enabled ? ENABLED : DISABLED;
    }

    /** What one of these words means. */
    public static boolean isEnabled(String word) {
        return word.equals(ENABLED);
    }

    private static boolean isEnabled(@Nullable String said, boolean before) {
        return said == null ? before : isEnabled(said);
    }

    /** What a parameter is refused for that is to be one of these words. */
    public static List<ApiException> wordFaults(@Nullable String said, String parameter) {
        return said == null || said.equals(ENABLED) || said.equals(DISABLED)
                ? List.of()
                : List.of(invalid(said, parameter));
    }

    private static ApiException invalid(String value, String parameter) {
        return Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + value + ") for parameter " + parameter + " is invalid.");
    }
}
