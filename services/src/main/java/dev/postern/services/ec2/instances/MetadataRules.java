package dev.postern.services.ec2.instances;

import dev.postern.model.Change;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceMetadataDefaults;
import dev.postern.model.ec2.Subnet;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.MetadataSettings;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
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
    private MetadataRules() {}

    /** Who speaks IPv6 only is answered by IPv6 unless somebody says otherwise: how else would it learn its keys? */
    static Instance.MetadataOptions atLaunch(
            Ec2Call call, Subnet subnet, @Nullable InstanceMetadataOptionsRequest request) {
        InstanceMetadataDefaults defaults = MetadataDefaults.of(call);
        Instance.MetadataOptions usual = subnet.ipv6Native()
                ? new MetadataSettings(null, null, null, "enabled", null).over(Instance.MetadataOptions.DEFAULT)
                : Instance.MetadataOptions.DEFAULT;
        Instance.MetadataOptions options = asked(request).over(MetadataDefaults.over(defaults, usual));
        MetadataDefaults.checkTokens(defaults, options.httpTokens());
        return options;
    }

    private static MetadataSettings asked(@Nullable InstanceMetadataOptionsRequest request) {
        return request == null
                ? new MetadataSettings(null, null, null, null, null)
                : new MetadataSettings(
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
        Instance.MetadataOptions options = new MetadataSettings(
                        request.httpTokensAsString(),
                        request.httpPutResponseHopLimit(),
                        request.httpEndpointAsString(),
                        request.httpProtocolIpv6AsString(),
                        request.instanceMetadataTagsAsString())
                .over(instance.options().metadata());
        MetadataDefaults.checkTokens(MetadataDefaults.of(call), request.httpTokensAsString());
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
                .httpEndpoint(MetadataSettings.word(options.httpEndpointEnabled()))
                .httpProtocolIpv6(MetadataSettings.word(options.httpProtocolIpv6Enabled()))
                .instanceMetadataTags(MetadataSettings.word(options.instanceTags()))
                .build();
    }
}
