package dev.postern.services.ec2.instances;

import dev.postern.model.Change;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceMetadataDefaults;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.MetadataSettings;
import dev.postern.storage.Cloud.Outcome;
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
        if (defaults.tokensEnforced().orElse(false) && "optional".equals(tokens)) {
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
        check(request);
        InstanceMetadataDefaults before = of(call);
        InstanceMetadataDefaults after = new InstanceMetadataDefaults(
                call.scope(),
                preference(request.httpTokensAsString(), NO_PREFERENCE, before.httpTokens()),
                preference(request.httpPutResponseHopLimit(), NO_HOPS, before.hopLimit()),
                flag(request.httpEndpointAsString(), before.httpEndpointEnabled()),
                flag(request.instanceMetadataTagsAsString(), before.instanceTags()),
                flag(request.httpTokensEnforcedAsString(), before.tokensEnforced()));
        return new Outcome<>(
                after.equals(before) ? Change.NONE : Change.put(after),
                ModifyInstanceMetadataDefaultsResponse.builder()
                        .returnValue(true)
                        .build());
    }

    /** A preference, or none, where something is said. */
    private static <T> Optional<T> preference(@Nullable T said, T none, Optional<T> before) {
        return said == null ? before : Optional.of(said).filter(value -> !value.equals(none));
    }

    private static Optional<Boolean> flag(@Nullable String said, Optional<Boolean> before) {
        return preference(said, NO_PREFERENCE, before.map(MetadataSettings::word))
                .map(MetadataSettings::isEnabled);
    }

    /** What is a preference must be what a launch may say. */
    private static void check(ModifyInstanceMetadataDefaultsRequest request) {
        MetadataSettings.check(new MetadataSettings(
                        said(request.httpTokensAsString(), NO_PREFERENCE),
                        said(request.httpPutResponseHopLimit(), NO_HOPS),
                        said(request.httpEndpointAsString(), NO_PREFERENCE),
                        null,
                        said(request.instanceMetadataTagsAsString(), NO_PREFERENCE))
                .faults());
        MetadataSettings.check(MetadataSettings.wordFaults(
                said(request.httpTokensEnforcedAsString(), NO_PREFERENCE), "HttpTokensEnforced"));
    }

    private static <T> @Nullable T said(@Nullable T value, T none) {
        return none.equals(value) ? null : value;
    }
}
