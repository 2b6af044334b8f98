package dev.postern.services.ec2.instances;

import dev.postern.model.Change;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.Subnet;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsResponse;

/**
 * The options of the instance metadata service.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html">Configure
 *     the Instance Metadata Service options</a>
 */
final class MetadataRules {
    private static final int HOPS_MAX = 64;

    private MetadataRules() {}

    /** Who speaks IPv6 only is answered by IPv6 unless somebody says otherwise: how else would it learn its keys? */
    static Instance.MetadataOptions atLaunch(Subnet subnet, @Nullable InstanceMetadataOptionsRequest request) {
        Instance.MetadataOptions usual = subnet.ipv6Native()
                ? changed(Instance.MetadataOptions.DEFAULT, null, null, null, "enabled", null)
                : Instance.MetadataOptions.DEFAULT;
        return request == null
                ? usual
                : changed(
                        usual,
                        request.httpTokensAsString(),
                        request.httpPutResponseHopLimit(),
                        request.httpEndpointAsString(),
                        request.httpProtocolIpv6AsString(),
                        request.instanceMetadataTagsAsString());
    }

    static Outcome<ModifyInstanceMetadataOptionsResponse> modify(
            Ec2Call call, ModifyInstanceMetadataOptionsRequest request) {
        Instance instance = Noun.INSTANCE.require(call, request.instanceId(), "instanceId");
        if (instance.state() == Instance.State.SHUTTING_DOWN || instance.state() == Instance.State.TERMINATED) {
            throw Ec2Error.INCORRECT_INSTANCE_STATE.of("The instance '" + instance.id()
                    + "' is not in a state from which its metadata options can be modified.");
        }
        Instance.MetadataOptions options = changed(
                instance.options().metadata(),
                request.httpTokensAsString(),
                request.httpPutResponseHopLimit(),
                request.httpEndpointAsString(),
                request.httpProtocolIpv6AsString(),
                request.instanceMetadataTagsAsString());
        TagRules.checkForMetadata(instance.tags(), options.instanceTags());
        return new Outcome<>(
                Change.put(instance.withOptions(instance.options().withMetadata(options))),
                ModifyInstanceMetadataOptionsResponse.builder()
                        .instanceId(instance.key())
                        .instanceMetadataOptions(view(options))
                        .build());
    }

    static InstanceMetadataOptionsResponse view(Instance.MetadataOptions options) {
        return InstanceMetadataOptionsResponse.builder()
                .state("applied")
                .httpTokens(options.httpTokens())
                .httpPutResponseHopLimit(options.hopLimit())
                .httpEndpoint(word(options.httpEndpointEnabled()))
                .httpProtocolIpv6(word(options.httpProtocolIpv6Enabled()))
                .instanceMetadataTags(word(options.instanceTags()))
                .build();
    }

    private static Instance.MetadataOptions changed(
            Instance.MetadataOptions old,
            @Nullable String tokens,
            @Nullable Integer hops,
            @Nullable String endpoint,
            @Nullable String ipv6,
            @Nullable String tags) {
        if (tokens != null && !tokens.equals("optional") && !tokens.equals("required")) {
            throw invalid(tokens, "HttpTokens");
        }
        if (hops != null && (hops < 1 || hops > HOPS_MAX)) {
            throw invalid(hops.toString(), "HttpPutResponseHopLimit");
        }
        return new Instance.MetadataOptions(
                tokens == null ? old.httpTokens() : tokens,
                hops == null ? old.hopLimit() : hops,
                enabled(endpoint, old.httpEndpointEnabled(), "HttpEndpoint"),
                enabled(ipv6, old.httpProtocolIpv6Enabled(), "HttpProtocolIpv6"),
                enabled(tags, old.instanceTags(), "InstanceMetadataTags"));
    }

    private static boolean enabled(@Nullable String word, boolean old, String parameter) {
        return switch (word) {
            case null -> old;
            case "enabled" -> true;
            case "disabled" -> false;
            default -> throw invalid(word, parameter);
        };
    }

    private static String word(boolean enabled) {
        return enabled ? "enabled" : "disabled";
    }

    private static ApiException invalid(String value, String parameter) {
        return Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + value + ") for parameter " + parameter + " is invalid.");
    }
}
