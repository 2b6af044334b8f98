package dev.postern.services.ec2.launchtemplates;

import dev.postern.model.ec2.LaunchTemplate;
import dev.postern.model.ec2.LaunchTemplateVersion;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.wire.codec.Members;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/** Launch templates as answers show them. */
final class LaunchTemplateView {
    private LaunchTemplateView() {}

    static software.amazon.awssdk.services.ec2.model.LaunchTemplate of(LaunchTemplate template) {
        return software.amazon.awssdk.services.ec2.model.LaunchTemplate.builder()
                .launchTemplateId(template.key())
                .launchTemplateName(template.name())
                .createTime(template.createdAt())
                .createdBy(template.createdBy())
                .defaultVersionNumber(template.defaultVersion())
                .latestVersionNumber(template.latestVersion())
                .tags(TagRules.viewIfAny(template.tags()))
                .build();
    }

    static software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion of(
            LaunchTemplate template, LaunchTemplateVersion version, ResponseLaunchTemplateData data) {
        return software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion.builder()
                .launchTemplateId(template.key())
                .launchTemplateName(template.name())
                .versionNumber(version.number())
                .versionDescription(version.description().orElse(null))
                .createTime(version.createdAt())
                .createdBy(version.createdBy())
                .defaultVersion(version.number() == template.defaultVersion())
                .launchTemplateData(data)
                .build();
    }

    static ResponseLaunchTemplateData data(LaunchTemplateVersion version) {
        ResponseLaunchTemplateData.Builder builder = ResponseLaunchTemplateData.builder();
        Members.show(version.data(), (SdkPojo) builder);
        return builder.build();
    }
}
