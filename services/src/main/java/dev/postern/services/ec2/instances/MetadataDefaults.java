package dev.postern.services.ec2.instances;

import dev.postern.model.Change;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceMetadataDefaults;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.MetadataSettings;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.GetInstanceMetadataDefaultsRequest;
import software.amazon.awssdk.services.ec2.model.GetInstanceMetadataDefaultsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataDefaultsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataDefaultsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataDefaultsResponse;

/**
 * What an account says of the metadata service of its new instances in a Region, where their launches say nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html">Order of precedence</a>
 */
final class MetadataDefaults {
    private static final String NO_PREFERENCE = "no-preference";
    private static final int NO_HOPS = -1;
    private static final int HOPS_MAX = 64;
    private static final String OPTIONAL = "optional";
    private static final String ENABLED = "enabled";
    private static final List<String> TOKENS = List.of(OPTIONAL, "required");
    private static final List<String> WORDS = List.of("disabled", ENABLED);

    private MetadataDefaults() {}

    static InstanceMetadataDefaults of(Ec2Call call) {
        return call.snapshot()
                .find(InstanceMetadataDefaults.class, call.scope(), InstanceMetadataDefaults.KEY)
                .orElseGet(() -> InstanceMetadataDefaults.none(call.scope()));
    }

    /** The options of a launch that says nothing. */
    static Instance.MetadataOptions over(InstanceMetadataDefaults defaults, Instance.MetadataOptions usual) {
        return new MetadataSettings(
                        defaults.httpTokens().orElse(null),
                        defaults.hopLimit().orElse(null),
                        defaults.httpEndpointEnabled()
                                .map(MetadataSettings::word)
                                .orElse(null),
                        null,
                        defaults.instanceTags().map(MetadataSettings::word).orElse(null))
                .over(usual);
    }

    /** Refuses tokens that are optional where they are not to be. */
    static void checkTokens(InstanceMetadataDefaults defaults, @Nullable String tokens) {
        if (defaults.tokensEnforced().orElse(false) && OPTIONAL.equals(tokens)) {
            throw Ec2Error.TOKENS_ENFORCED.of();
        }
    }

    static GetInstanceMetadataDefaultsResponse get(Ec2Call call, GetInstanceMetadataDefaultsRequest request) {
        InstanceMetadataDefaults defaults = of(call);
        return GetInstanceMetadataDefaultsResponse.builder()
                .accountLevel(InstanceMetadataDefaultsResponse.builder()
                        .httpTokens(defaults.httpTokens().orElse(null))
                        .httpPutResponseHopLimit(defaults.hopLimit().orElse(null))
                        .httpEndpoint(word(defaults.httpEndpointEnabled()))
                        .instanceMetadataTags(word(defaults.instanceTags()))
                        .httpTokensEnforced(word(defaults.tokensEnforced()))
                        .managedBy("account")
                        .build())
                .build();
    }

    private static @Nullable String word(Optional<Boolean> said) {
        return said.map(MetadataSettings::word).orElse(null);
    }

    static Outcome<ModifyInstanceMetadataDefaultsResponse> modify(
            Ec2Call call, ModifyInstanceMetadataDefaultsRequest request) {
        InstanceMetadataDefaults before = of(call);
        InstanceMetadataDefaults after = new InstanceMetadataDefaults(
                call.scope(),
                choice(request.httpTokensAsString(), "HttpTokens", TOKENS, before.httpTokens()),
                hops(request.httpPutResponseHopLimit(), before.hopLimit()),
                flag(request.httpEndpointAsString(), "HttpEndpoint", before.httpEndpointEnabled()),
                flag(request.instanceMetadataTagsAsString(), "InstanceMetadataTags", before.instanceTags()),
                flag(request.httpTokensEnforcedAsString(), "HttpTokensEnforced", before.tokensEnforced()));
        return new Outcome<>(
                after.equals(before) ? Change.NONE : Change.put(after),
                ModifyInstanceMetadataDefaultsResponse.builder()
                        .returnValue(true)
                        .build());
    }

    private static Optional<Integer> hops(@Nullable Integer said, Optional<Integer> before) {
        if (said == null) {
            return before;
        }
        if (said != NO_HOPS && (said < 1 || said > HOPS_MAX)) {
            throw invalid(said.toString(), "HttpPutResponseHopLimit");
        }
        return Optional.of(said).filter(hops -> hops != NO_HOPS);
    }

    private static Optional<Boolean> flag(@Nullable String said, String parameter, Optional<Boolean> before) {
        return said == null
                ? before
                : choice(said, parameter, WORDS, Optional.empty()).map(ENABLED::equals);
    }

    private static Optional<String> choice(
            @Nullable String said, String parameter, List<String> words, Optional<String> before) {
        if (said == null) {
            return before;
        }
        if (!words.contains(said) && !said.equals(NO_PREFERENCE)) {
            throw invalid(said, parameter);
        }
        return Optional.of(said).filter(word -> !word.equals(NO_PREFERENCE));
    }

    private static RuntimeException invalid(String value, String parameter) {
        return Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + value + ") for parameter " + parameter + " is invalid.");
    }
}
