package dev.postern.services.authorization;

import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What policies can ask of a request to EC2: the tags that it gives, the attributes that it sets, and what it makes of a resource that
 * is there. Each is worked out when a policy asks for it. What it says of those that it makes, {@link Ec2Made} tells.
 *
 * @param scope in which it acts
 * @param asked what it says
 */
record Ec2Request(Snapshot snapshot, Scope scope, SdkPojo asked) {
    private static final String ATTRIBUTE = "ec2:attribute/";

    /** The members of requests that set attributes that say of what, and how. */
    private static final Set<String> NO_ATTRIBUTES = Set.of(
            "ClientToken",
            "DryRun",
            "InstanceId",
            "LaunchTemplateId",
            "LaunchTemplateName",
            "NetworkInterfaceId",
            "PrefixListId",
            "ServiceId",
            "SubnetId",
            "VpcEndpointId",
            "VpcId",
            "VpcPeeringConnectionId");

    /** The values of a key that says something of the whole request, or of what it does to a resource that is there. */
    List<String> values(String key) {
        return switch (key) {
            case "ec2:region" -> List.of(scope.region().name());
            case "ec2:attribute" -> attributes();
            case "ec2:newinstanceprofile" -> profile().map(List::of).orElse(List.of());
            case "ec2:vpceserviceprivatednsname" -> said("PrivateDnsName");
            case "ec2:ipv4ipampoolid" -> said("Ipv4IpamPoolId");
            case "ec2:ipv6ipampoolid" -> said("Ipv6IpamPoolId");
            case "ec2:vpcemultiregion" -> isOfferedElsewhere() ? List.of("true") : List.of();
            case "ec2:vpcesupportedregion" -> supportedRegions();
            default ->
                key.startsWith(ATTRIBUTE)
                        ? attribute(key.substring(ATTRIBUTE.length()))
                        : TagConditions.ofRequest(RequestFields.tags(asked, "Tags"), key);
        };
    }

    /** From which a service is to be reached, or from which it will no more be. */
    List<String> supportedRegions() {
        return Stream.of("SupportedRegions", "AddSupportedRegions", "RemoveSupportedRegions")
                .flatMap(member -> RequestFields.texts(asked, member).stream())
                .toList();
    }

    /** Whether it is of other Regions than its own that a service is to be reached from, or no more. */
    boolean isOfferedElsewhere() {
        return supportedRegions().stream()
                .anyMatch(region -> !region.equals(scope.region().name()));
    }

    private List<String> said(String member) {
        return RequestFields.text(asked, member).map(List::of).orElse(List.of());
    }

    /** The tags for what the request makes of a type. */
    Map<String, String> tagsFor(String type) {
        Map<String, String> tags = new TreeMap<>();
        for (SdkPojo specification : RequestFields.structures(asked, "TagSpecifications")) {
            if (RequestFields.text(specification, "ResourceType").orElse("").equals(type)) {
                tags.putAll(RequestFields.tags(specification, "Tags"));
            }
        }
        return tags;
    }

    /** Whether the request uses an interface that is there, which has its subnet and groups. */
    boolean bringsInterface() {
        return RequestFields.structures(asked, "NetworkInterfaces").stream()
                .anyMatch(one -> RequestFields.text(one, "NetworkInterfaceId").isPresent());
    }

    /** The subnet in which it acts, if it says one. */
    private Optional<Subnet> subnet() {
        return places("SubnetId")
                .flatMap(id -> snapshot.find(Subnet.class, scope, id).stream())
                .findFirst();
    }

    /** The VPC in which it acts: that which it says, or that of its subnet; else the default one. */
    private Optional<VpcId> vpc() {
        Optional<String> said = RequestFields.text(asked, "VpcId");
        if (said.isPresent()) {
            return said.flatMap(id -> snapshot.find(Vpc.class, scope, id)).map(Vpc::id);
        }
        return places("SubnetId").findAny().isPresent()
                ? subnet().map(Subnet::vpcId)
                : defaultVpc().map(Vpc::id);
    }

    /** The default VPC. */
    Optional<Vpc> defaultVpc() {
        return snapshot.all(Vpc.class).in(scope).stream().filter(Vpc::isDefault).findFirst();
    }

    private Stream<String> places(String member) {
        return Stream.concat(
                RequestFields.text(asked, member).stream(),
                RequestFields.structures(asked, "NetworkInterfaces").stream()
                        .flatMap(one -> RequestFields.text(one, member).stream()));
    }

    /** The group of a name in the VPC in which the request acts; names are used in default VPCs. */
    Optional<SecurityGroup> group(String name) {
        return vpc().stream()
                .flatMap(vpc -> snapshot.by(Indexes.GROUPS_BY_VPC, vpc).values().stream()
                        .filter(group -> group.vpcId().equals(vpc)))
                .filter(group -> group.name().equals(name) && group.scope().equals(scope))
                .findFirst();
    }

    /** The interface with an attachment of a name. */
    Optional<NetworkInterface> attached(String attachment) {
        return snapshot.all(NetworkInterface.class).in(scope).stream()
                .filter(eni -> eni.attachment()
                        .filter(a -> a.id().value().equals(attachment))
                        .isPresent())
                .findFirst();
    }

    /** The name of the instance profile that the request gives to an instance. */
    Optional<String> profileName() {
        return RequestFields.structure(asked, "IamInstanceProfile")
                .flatMap(profile -> RequestFields.text(profile, "Name")
                        .or(() -> RequestFields.text(profile, "Arn")
                                .map(arn -> arn.substring(arn.lastIndexOf('/') + 1))));
    }

    /** The ARN of that profile. */
    Optional<String> profile() {
        return profileName().flatMap(name -> Ec2Facts.profile(snapshot, scope, name));
    }

    /** The names of what the request sets. */
    private List<String> attributes() {
        Optional<String> named = RequestFields.text(asked, "Attribute");
        return named.isPresent()
                ? named.stream().toList()
                : asked.sdkFields().stream()
                        .filter(field -> field.getValueOrDefault(asked) != null)
                        .map(SdkField::memberName)
                        .filter(member -> !NO_ATTRIBUTES.contains(member))
                        .toList();
    }

    /**
     * The value that the request gives to an attribute: AWS writes a list as JSON, as {@code ["sg-0123456789abcdef0"]}, and tells nothing
     * of what has parts.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policies-for-amazon-ec2.html#attribute-key">ec2:Attribute
     *     condition key</a>
     */
    private List<String> attribute(String lowerCaseName) {
        if (RequestFields.text(asked, "Attribute")
                .filter(lowerCaseName::equalsIgnoreCase)
                .isPresent()) {
            return RequestFields.text(asked, "Value").stream().toList();
        }
        return asked.sdkFields().stream()
                .filter(field -> field.memberName().equalsIgnoreCase(lowerCaseName))
                .flatMap(field -> plain(field.getValueOrDefault(asked)).stream())
                .toList();
    }

    private static Optional<String> plain(@Nullable Object value) {
        List<String> texts = RequestFields.plain(value);
        return value instanceof Collection<?> && !texts.isEmpty()
                ? Optional.of(texts.stream().collect(Collectors.joining("\",\"", "[\"", "\"]")))
                : texts.stream().findFirst();
    }
}
