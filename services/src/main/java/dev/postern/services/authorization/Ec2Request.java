package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What policies can ask of a request to EC2: the tags that it gives, the attributes that it sets, and what it says of the
 * resources that it makes. Each is worked out when a policy asks for it.
 *
 * @param scope in which it acts
 * @param asked what it says
 */
record Ec2Request(Snapshot snapshot, Scope scope, SdkPojo asked) {
    private static final String ATTRIBUTE = "ec2:attribute/";

    /** The members of requests that set attributes that say of what, and how. */
    private static final Set<String> NO_ATTRIBUTES =
            Set.of("DryRun", "InstanceId", "NetworkInterfaceId", "SubnetId", "VpcEndpointId", "VpcId");

    /** What was the type of an instance before anybody said one. */
    private static final String DEFAULT_TYPE = "m1.small";

    /** The values of a key that says something of the whole request, or of what it does to a resource that is there. */
    List<String> values(String key) {
        return switch (key) {
            case "ec2:region" -> List.of(scope.region().name());
            case "ec2:attribute" -> attributes();
            case "ec2:newinstanceprofile" -> profile().map(List::of).orElse(List.of());
            default ->
                key.startsWith(ATTRIBUTE)
                        ? attribute(key.substring(ATTRIBUTE.length()))
                        : TagConditions.ofRequest(RequestFields.tags(asked, "Tags"), key);
        };
    }

    /** The values of a key of a resource that the request makes. */
    List<String> values(String type, String key) {
        List<String> ofTags = TagConditions.ofRequest(tagsFor(type), key);
        return ofTags.isEmpty() ? made(type, key).map(List::of).orElseGet(() -> values(key)) : ofTags;
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

    /** Whether the request uses an interface that is there, so that it makes none and says nothing of subnets and groups. */
    boolean bringsInterface() {
        return RequestFields.structures(asked, "NetworkInterfaces").stream()
                .anyMatch(one -> RequestFields.text(one, "NetworkInterfaceId").isPresent());
    }

    /** The subnet in which it acts, if it says one; of a launch that says none, none is known before it is chosen. */
    Optional<Subnet> subnet() {
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
                : snapshot.all(Vpc.class).in(scope).stream()
                        .filter(Vpc::isDefault)
                        .map(Vpc::id)
                        .findFirst();
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
                .flatMap(vpc -> snapshot.by(Indexes.GROUPS_BY_VPC, vpc).values().stream())
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

    private Optional<String> made(String type, String key) {
        return switch (key) {
            case "ec2:availabilityzone" ->
                subnet().map(Subnet::availabilityZone)
                        .or(() -> RequestFields.text(asked, "AvailabilityZone"))
                        .or(() -> RequestFields.structure(asked, "Placement")
                                .flatMap(place -> RequestFields.text(place, "AvailabilityZone")));
            case "ec2:availabilityzoneid" ->
                subnet().map(Subnet::availabilityZoneId).or(() -> RequestFields.text(asked, "AvailabilityZoneId"));
            case "ec2:vpc" -> vpc().flatMap(vpc -> Ec2Facts.vpc(scope, vpc));
            case "ec2:subnet" -> subnet().flatMap(subnet -> Ec2Facts.subnet(scope, subnet.id()));
            case "ec2:associatepublicipaddress" ->
                RequestFields.structures(asked, "NetworkInterfaces").stream()
                        .flatMap(one -> RequestFields.scalar(one, "AssociatePublicIpAddress").stream())
                        .findFirst();
            case "ec2:keypairtype" ->
                Optional.of(RequestFields.text(asked, "KeyType").orElse("rsa"));
            case "ec2:requestervpc" -> vpc().flatMap(vpc -> Ec2Facts.vpc(scope, vpc));
            case "ec2:acceptervpc" -> RequestFields.text(asked, "PeerVpcId").map(this::peer);
            case "ec2:vpceservicename" -> RequestFields.text(asked, "ServiceName");
            case "ec2:vpceserviceowner" ->
                RequestFields.text(asked, "ServiceName")
                        .flatMap(name -> Ec2Facts.serviceOwner(snapshot, scope.region(), name));
            case "ec2:vpceserviceprivatednsname" -> RequestFields.text(asked, "PrivateDnsName");
            case "ec2:vpceserviceregion" -> Optional.of(scope.region().name());
            default ->
                switch (type) {
                    case "instance" -> instance(key);
                    case "volume" -> volume(key);
                    default -> Optional.empty();
                };
        };
    }

    /** The ARN of the VPC with which another one is to be peered. */
    private String peer(String vpcId) {
        Scope there = new Scope(
                RequestFields.text(asked, "PeerOwnerId")
                        .filter(AccountId::isValid)
                        .map(AccountId::new)
                        .orElse(scope.account()),
                RequestFields.text(asked, "PeerRegion").flatMap(Region::find).orElse(scope.region()));
        return Arn.of("ec2", there, "vpc/" + vpcId).toString();
    }

    private Optional<String> instance(String key) {
        return switch (key) {
            case "ec2:instancetype" ->
                Optional.of(RequestFields.text(asked, "InstanceType").orElse(DEFAULT_TYPE));
            case "ec2:ebsoptimized" ->
                Optional.of(RequestFields.scalar(asked, "EbsOptimized").orElse("false"));
            case "ec2:instanceprofile" -> profile();
            case "ec2:metadatahttptokens" -> metadata("HttpTokens");
            case "ec2:metadatahttpendpoint" -> metadata("HttpEndpoint");
            case "ec2:metadatahttpputresponsehoplimit" -> metadata("HttpPutResponseHopLimit");
            case "ec2:instancemetadatatags" -> metadata("InstanceMetadataTags");
            default -> Ec2Facts.sameForAllInstances(key);
        };
    }

    private Optional<String> metadata(String member) {
        return RequestFields.structure(asked, "MetadataOptions").flatMap(said -> RequestFields.scalar(said, member));
    }

    private Optional<String> volume(String key) {
        return switch (key) {
            case "ec2:volumesize" -> disk("VolumeSize");
            case "ec2:volumetype" -> disk("VolumeType");
            case "ec2:volumeiops" -> disk("Iops");
            case "ec2:volumethroughput" -> disk("Throughput");
            case "ec2:encrypted" -> Optional.of(disk("Encrypted").orElse("false"));
            default -> Optional.empty();
        };
    }

    private Optional<String> disk(String member) {
        return RequestFields.structures(asked, "BlockDeviceMappings").stream()
                .flatMap(mapping -> RequestFields.structure(mapping, "Ebs").stream())
                .flatMap(ebs -> RequestFields.scalar(ebs, member).stream())
                .findFirst();
    }

    /** The name of the instance profile that the request gives to an instance. */
    Optional<String> profileName() {
        return RequestFields.structure(asked, "IamInstanceProfile")
                .flatMap(profile -> RequestFields.text(profile, "Name")
                        .or(() -> RequestFields.text(profile, "Arn")
                                .map(arn -> arn.substring(arn.lastIndexOf('/') + 1))));
    }

    private Optional<String> profile() {
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

    /** The value that the request gives to an attribute. */
    private List<String> attribute(String lowerCaseName) {
        if (RequestFields.text(asked, "Attribute")
                .filter(lowerCaseName::equalsIgnoreCase)
                .isPresent()) {
            return RequestFields.text(asked, "Value").stream().toList();
        }
        return asked.sdkFields().stream()
                .filter(field -> field.memberName().equalsIgnoreCase(lowerCaseName))
                .flatMap(field -> RequestFields.plain(field.getValueOrDefault(asked)).stream())
                .toList();
    }
}
