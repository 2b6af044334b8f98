package dev.postern.services.ec2.launchtemplates;

import dev.postern.model.Indexes;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Volume;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.GetLaunchTemplateDataRequest;
import software.amazon.awssdk.services.ec2.model.GetLaunchTemplateDataResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecification;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/** What a launch template would have to say to make another instance like one that is there. */
final class InstanceAsTemplate {
    private InstanceAsTemplate() {}

    static GetLaunchTemplateDataResponse of(Ec2Call call, GetLaunchTemplateDataRequest request) {
        Instance instance = Noun.INSTANCE.require(call, request.instanceId(), "InstanceId");
        Instance.MetadataOptions metadata = instance.options().metadata();
        PrivateNames names = instance.options().names();
        ResponseLaunchTemplateData.Builder data = ResponseLaunchTemplateData.builder()
                .imageId(instance.imageId().value())
                .instanceType(instance.instanceType())
                .keyName(instance.keyName().orElse(null))
                .userData(instance.options().userData().orElse(null))
                .disableApiTermination(instance.options().disableApiTermination())
                .instanceInitiatedShutdownBehavior(instance.options().shutdownBehavior())
                .ebsOptimized(false)
                .monitoring(monitoring -> monitoring.enabled(false))
                .placement(place -> place.tenancy("default")
                        .availabilityZone(
                                call.get(Subnet.class, instance.subnetId()).availabilityZone()))
                .metadataOptions(options -> options.httpTokens(metadata.httpTokens())
                        .httpPutResponseHopLimit(metadata.hopLimit())
                        .httpEndpoint(enabled(metadata.httpEndpointEnabled()))
                        .httpProtocolIpv6(enabled(metadata.httpProtocolIpv6Enabled()))
                        .instanceMetadataTags(enabled(metadata.instanceTags())))
                .privateDnsNameOptions(
                        options -> options.hostnameType(names.hostName().wireName())
                                .enableResourceNameDnsARecord(names.ipv4())
                                .enableResourceNameDnsAAAARecord(names.ipv6()))
                .networkInterfaces(interfaces(call, instance))
                .blockDeviceMappings(volumes(call, instance));
        instance.instanceProfile()
                .ifPresent(profile -> data.iamInstanceProfile(one -> one.name(profile.profileName())));
        List<software.amazon.awssdk.services.ec2.model.Tag> tags = TagRules.view(instance.tags()).stream()
                .filter(tag -> !TagRules.isReserved(tag.key()))
                .toList();
        if (!tags.isEmpty()) {
            data.tagSpecifications(LaunchTemplateTagSpecification.builder()
                    .resourceType("instance")
                    .tags(tags)
                    .build());
        }
        return GetLaunchTemplateDataResponse.builder()
                .launchTemplateData(data.build())
                .build();
    }

    private static String enabled(boolean is) {
        return is ? "enabled" : "disabled";
    }

    /** Without addresses, of which there is one each. */
    private static List<LaunchTemplateInstanceNetworkInterfaceSpecification> interfaces(
            Ec2Call call, Instance instance) {
        return call.snapshot().by(Indexes.INTERFACES_BY_INSTANCE, instance.id()).values().stream()
                .sorted(Comparator.comparingInt(InstanceAsTemplate::device))
                .map(eni -> LaunchTemplateInstanceNetworkInterfaceSpecification.builder()
                        .deviceIndex(device(eni))
                        .deleteOnTermination(eni.attachment()
                                .map(NetworkInterface.Attachment::deleteOnTermination)
                                .orElse(false))
                        .associatePublicIpAddress(eni.publicIp().isPresent())
                        .description(eni.description())
                        .primaryIpv6(eni.primaryIpv6() ? true : null)
                        .subnetId(eni.subnetId().value())
                        .groups(eni.groups().stream()
                                .map(SecurityGroupId::value)
                                .toList())
                        .build())
                .toList();
    }

    private static int device(NetworkInterface eni) {
        Optional<NetworkInterface.Attachment> attachment = eni.attachment();
        return attachment.map(NetworkInterface.Attachment::deviceIndex).orElse(0);
    }

    private static List<LaunchTemplateBlockDeviceMapping> volumes(Ec2Call call, Instance instance) {
        return call.snapshot().by(Indexes.VOLUMES_BY_INSTANCE, instance.id()).values().stream()
                .map((Volume volume) -> LaunchTemplateBlockDeviceMapping.builder()
                        .deviceName(volume.device())
                        .ebs(ebs -> ebs.volumeSize(volume.sizeGib())
                                .volumeType(volume.volumeType().orElse(null))
                                .deleteOnTermination(true))
                        .build())
                .toList();
    }
}
