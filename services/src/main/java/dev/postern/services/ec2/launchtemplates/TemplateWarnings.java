package dev.postern.services.ec2.launchtemplates;

import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.MetadataSettings;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceMetadataOptions;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecification;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ValidationError;
import software.amazon.awssdk.services.ec2.model.ValidationWarning;

/**
 * What is wrong with a launch template, as far as it tells by itself: the template is made, and its maker is warned of what each launch
 * with it will be refused for.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ValidationWarning.html">ValidationWarning</a>
 */
final class TemplateWarnings {
    private static final Set<String> TAGGABLE =
            Set.of("instance", "volume", "network-interface", "spot-instances-request", "elastic-gpu");

    private final List<ValidationError> errors = new ArrayList<>();

    private TemplateWarnings() {}

    /** None where nothing is wrong. */
    static @Nullable ValidationWarning of(ResponseLaunchTemplateData data) {
        TemplateWarnings warnings = new TemplateWarnings();
        if (data.metadataOptions() != null) {
            warnings.metadata(data.metadataOptions());
        }
        data.tagSpecifications().forEach(warnings::tags);
        return warnings.errors.isEmpty()
                ? null
                : ValidationWarning.builder().errors(warnings.errors).build();
    }

    private void metadata(LaunchTemplateInstanceMetadataOptions options) {
        new MetadataSettings(
                        options.httpTokensAsString(),
                        options.httpPutResponseHopLimit(),
                        options.httpEndpointAsString(),
                        options.httpProtocolIpv6AsString(),
                        options.instanceMetadataTagsAsString())
                .faults()
                .forEach(this::add);
    }

    private void tags(LaunchTemplateTagSpecification specification) {
        String type = specification.resourceTypeAsString();
        if (type == null || !TAGGABLE.contains(type)) {
            add(Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "'" + type + "' is not a valid taggable resource type for this operation."));
        }
        try {
            TagRules.read(specification.tags());
        } catch (ApiException refused) {
            add(refused);
        }
    }

    private void add(ApiException refusal) {
        errors.add(ValidationError.builder()
                .code(refusal.error().code())
                .message(refusal.text())
                .build());
    }
}
