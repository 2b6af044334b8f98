package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Volume;
import dev.postern.model.ec2.Vpc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What policies can ask of a resource that a request to EC2 makes: what the request says, and what is chosen where it says nothing. Of
 * the metadata service's options and of a public address there is nothing to ask where it says nothing, whatever an account's, an
 * image's or a subnet's default will make of it. That is what AWS's decoded authorization messages tell, and how its example that
 * requires IMDSv2 works.
 *
 * @param type of the resource, as {@code volume}
 * @param part what the request says of this one alone, where it makes several
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html">Example policies to control access to the
 *     Amazon EC2 API</a>
 */
record Ec2Made(Ec2Request request, String type, Optional<SdkPojo> part) {
    static final String LAUNCH = "RunInstances";

    private static final String ZONE = "AvailabilityZone";
    private static final String INTERFACE = "NetworkInterfaceId";

    /** What was the type of an instance before anybody said one. */
    private static final String DEFAULT_TYPE = "m1.small";

    /**
     * The keys of ids, of what has none yet.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policies-for-amazon-ec2.html#imageId-key">ec2:ResourceID
     *     condition keys</a>
     */
    private static final Map<String, String> IDS = Map.ofEntries(
            Map.entry("dhcp-options", "ec2:dhcpoptionsid"),
            Map.entry("instance", "ec2:instanceid"),
            Map.entry("internet-gateway", "ec2:internetgatewayid"),
            Map.entry("network-acl", "ec2:networkaclid"),
            Map.entry("network-interface", "ec2:networkinterfaceid"),
            Map.entry("route-table", "ec2:routetableid"),
            Map.entry("security-group", "ec2:securitygroupid"),
            Map.entry("subnet", "ec2:subnetid"),
            Map.entry("volume", "ec2:volumeid"),
            Map.entry("vpc", "ec2:vpcid"),
            Map.entry("vpc-peering-connection", "ec2:vpcpeeringconnectionid"));

    /** What an action makes of a type: a launch several interfaces or none, and several volumes, of which each is judged. */
    static List<Ec2Made> of(String action, Ec2Request request, String type) {
        if (action.equals(LAUNCH)) {
            switch (type) {
                case "network-interface" -> {
                    return interfaces(request).stream()
                            .filter(one -> named(one, INTERFACE).isEmpty())
                            .map(one -> new Ec2Made(request, type, Optional.of(one)))
                            .toList();
                }
                case "volume" -> {
                    return volumes(request);
                }
                default -> {}
            }
        }
        return List.of(new Ec2Made(request, type, Optional.empty()));
    }

    /** What it tags as it makes it; one of which nothing is known, where it tags what it does not make. */
    static List<Ec2Made> tagged(String action, Ec2Request request, String type) {
        List<Ec2Made> made = of(action, request, type);
        return made.isEmpty() ? List.of(new Ec2Made(request, type, Optional.empty())) : made;
    }

    /** As a launch says them: one for one, or the only one by what the request says of the instance. */
    private static List<SdkPojo> interfaces(Ec2Request request) {
        List<SdkPojo> said = RequestFields.structures(request.asked(), "NetworkInterfaces");
        return said.isEmpty() ? List.of(request.asked()) : said;
    }

    /** Those that a launch says; and the image's, unless it says something of that. */
    private static List<Ec2Made> volumes(Ec2Request request) {
        List<Ec2Made> made = new ArrayList<>();
        boolean root = false;
        for (SdkPojo mapping : RequestFields.structures(request.asked(), "BlockDeviceMappings")) {
            Optional<SdkPojo> ebs = RequestFields.structure(mapping, "Ebs");
            ebs.ifPresent(_ -> made.add(new Ec2Made(request, "volume", ebs)));
            root |= ebs.isPresent()
                    && named(mapping, "DeviceName")
                            .filter(Volume.ROOT_DEVICE::equals)
                            .isPresent();
        }
        if (!root) {
            made.add(new Ec2Made(request, "volume", Optional.empty()));
        }
        return made;
    }

    /** The values of a key. */
    List<String> values(String key) {
        List<String> ofTags = TagConditions.ofRequest(request.tagsFor(type), key);
        if (!ofTags.isEmpty()) {
            return ofTags;
        }
        if (key.equals(IDS.get(type))) {
            return List.of("*");
        }
        if (type.equals("vpc-endpoint") && key.equals("ec2:vpceprivatednsspecifieddomains")) {
            return RequestFields.structure(request.asked(), "DnsOptions")
                    .map(dns -> RequestFields.texts(dns, "PrivateDnsSpecifiedDomains"))
                    .orElse(List.of());
        }
        Optional<String> value = switch (type) {
            case "instance" -> instance(key);
            case "network-interface" -> networkInterface(key);
            case "volume" -> volume(key);
            case "key-pair" ->
                key.equals("ec2:keypairtype") ? Optional.of(said("KeyType").orElse("rsa")) : Optional.empty();
            case "vpc-peering-connection" -> peering(key);
            case "vpc-endpoint" -> endpoint(key);
            case "vpc-endpoint-service" -> endpointService(key);
            default -> Optional.empty();
        };
        return value.map(List::of).orElseGet(() -> request.values(key));
    }

    private Optional<String> instance(String key) {
        return switch (key) {
            case "ec2:instancetype" -> Optional.of(said("InstanceType").orElse(DEFAULT_TYPE));
            case "ec2:instancemarkettype" ->
                Optional.of(said("InstanceMarketOptions", "MarketType").orElse("on-demand"));
            case "ec2:instanceprofile" -> request.profile();
            case "ec2:ebsoptimized" -> Optional.of(said("EbsOptimized").orElse("false"));
            case "ec2:tenancy" -> Optional.of(said("Placement", "Tenancy").orElse("default"));
            case "ec2:metadatahttptokens" -> said("MetadataOptions", "HttpTokens");
            case "ec2:metadatahttpendpoint" -> said("MetadataOptions", "HttpEndpoint");
            case "ec2:metadatahttpputresponsehoplimit" -> said("MetadataOptions", "HttpPutResponseHopLimit");
            case "ec2:instancemetadatatags" -> said("MetadataOptions", "InstanceMetadataTags");
            case "ec2:instanceautorecovery" -> said("MaintenanceOptions", "AutoRecovery");
            case "ec2:instancebandwidthweighting" ->
                Optional.of(
                        said("NetworkPerformanceOptions", "BandwidthWeighting").orElse("default"));
            case "ec2:cpuoptionsamdsevsnp" -> said("CpuOptions", "AmdSevSnp");
            case "ec2:rootdevicetype" -> Optional.of("ebs");
            default -> place(primary(), key);
        };
    }

    private Optional<String> networkInterface(String key) {
        return switch (key) {
            case "ec2:vpc" -> subnet().flatMap(in -> Ec2Facts.vpc(in.scope(), in.vpcId()));
            case "ec2:subnet" -> subnet().flatMap(in -> Ec2Facts.subnet(in.scope(), in.id()));
            case "ec2:associatepublicipaddress" ->
                part.flatMap(one -> RequestFields.scalar(one, "AssociatePublicIpAddress"));
            default -> place(subnet(), key);
        };
    }

    private Optional<Subnet> subnet() {
        return part.flatMap(this::subnetOf);
    }

    private Optional<String> volume(String key) {
        return switch (key) {
            case "ec2:volumesize" -> Optional.of(Integer.toString(size()));
            case "ec2:volumetype" -> Optional.of(volumeType());
            case "ec2:volumeiops" ->
                disk("Iops").or(() -> Volume.iops(volumeType(), size()).map(String::valueOf));
            case "ec2:volumethroughput" ->
                disk("Throughput").or(() -> Volume.throughput(volumeType()).map(String::valueOf));
            case "ec2:volumeinitializationrate" -> disk("VolumeInitializationRate");
            case "ec2:encrypted" -> Optional.of(disk("Encrypted").orElse("false"));
            case "ec2:parentsnapshot" ->
                disk("SnapshotId")
                        .map(id -> Ec2Facts.EC2.arn("snapshot", scope().region().name(), "", id));
            default -> place(primary(), key);
        };
    }

    private Optional<String> disk(String member) {
        return part.flatMap(ebs -> named(ebs, member));
    }

    private int size() {
        return disk("VolumeSize").map(Integer::valueOf).orElse(Volume.SIZE_GIB);
    }

    private String volumeType() {
        return disk("VolumeType").orElse(Volume.TYPE);
    }

    private Optional<String> peering(String key) {
        return switch (key) {
            case "ec2:requestervpc" -> said("VpcId").map(id -> vpcArn(scope(), id));
            case "ec2:acceptervpc" -> said("PeerVpcId").map(this::peer);
            default -> Optional.empty();
        };
    }

    /** The ARN of the VPC with which another one is to be peered. */
    private String peer(String vpcId) {
        Scope there = new Scope(
                said("PeerOwnerId")
                        .filter(AccountId::isValid)
                        .map(AccountId::new)
                        .orElse(scope().account()),
                said("PeerRegion").flatMap(Region::find).orElse(scope().region()));
        return vpcArn(there, vpcId);
    }

    private static String vpcArn(Scope scope, String id) {
        return Arn.of("ec2", scope, "vpc/" + id).toString();
    }

    private Optional<String> endpoint(String key) {
        return switch (key) {
            case "ec2:vpceservicename" -> said("ServiceName");
            case "ec2:vpceserviceowner" ->
                said("ServiceName").flatMap(name -> Ec2Facts.serviceOwner(request.snapshot(), name));
            case "ec2:vpceserviceregion" -> Optional.of(serviceRegion());
            case "ec2:vpcemultiregion" ->
                Optional.of(Boolean.toString(
                        !serviceRegion().equals(scope().region().name())));
            case "ec2:vpceprivatednspreference" -> said("DnsOptions", "PrivateDnsPreference");
            default -> Optional.empty();
        };
    }

    private String serviceRegion() {
        return said("ServiceRegion").orElse(scope().region().name());
    }

    private Optional<String> endpointService(String key) {
        return switch (key) {
            case "ec2:vpceserviceregion" -> Optional.of(scope().region().name());
            case "ec2:vpcemultiregion" -> Optional.of(Boolean.toString(request.isOfferedElsewhere()));
            default -> Optional.empty();
        };
    }

    /** Where a resource will be. */
    private Optional<String> place(Optional<Subnet> in, String key) {
        return switch (key) {
            case "ec2:availabilityzone" -> in.map(Subnet::availabilityZone);
            case "ec2:availabilityzoneid" -> in.map(Subnet::availabilityZoneId);
            default -> Optional.empty();
        };
    }

    /** The subnet of a launch's first interface, in which the instance is. */
    private Optional<Subnet> primary() {
        return interfaces(request).stream()
                .min(Comparator.comparingInt(one -> RequestFields.scalar(one, "DeviceIndex")
                        .map(Integer::valueOf)
                        .orElse(0)))
                .flatMap(this::subnetOf);
    }

    /** That in which an interface is or will be: the default one of a zone, if the request says none. */
    private Optional<Subnet> subnetOf(SdkPojo one) {
        Optional<String> said = named(one, "SubnetId");
        Optional<String> brought = named(one, INTERFACE);
        if (said.isPresent() || brought.isPresent()) {
            return said.or(() -> brought.flatMap(id -> request.snapshot().find(NetworkInterface.class, scope(), id))
                            .map(eni -> eni.subnetId().value()))
                    .flatMap(id -> request.snapshot().find(Subnet.class, scope(), id));
        }
        Optional<String> zone = said("Placement", ZONE)
                .or(() -> said("Placement", "AvailabilityZoneId")
                        .flatMap(id -> AvailabilityZone.withId(scope().region(), id))
                        .map(AvailabilityZone::name));
        return request.defaultVpc().stream()
                .flatMap(vpc -> defaultSubnets(vpc)
                        .filter(subnet ->
                                zone.isEmpty() || subnet.availabilityZone().equals(zone.get())))
                .min(Comparator.comparing(Subnet::availabilityZone));
    }

    private Stream<Subnet> defaultSubnets(Vpc vpc) {
        return request.snapshot().by(Indexes.SUBNETS_BY_VPC, vpc.id()).values().stream()
                .filter(Subnet::defaultForAz);
    }

    private Scope scope() {
        return request.scope();
    }

    private Optional<String> said(String member) {
        return named(request.asked(), member);
    }

    private Optional<String> said(String structure, String member) {
        return RequestFields.structure(request.asked(), structure).flatMap(one -> named(one, member));
    }

    /** What a structure says; nothing by an empty text, as some tools say it. */
    private static Optional<String> named(SdkPojo structure, String member) {
        return RequestFields.scalar(structure, member).filter(text -> !text.isEmpty());
    }
}
