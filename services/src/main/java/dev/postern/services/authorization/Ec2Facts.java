package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Entity;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.Ec2Kind;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.KeyPair;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Volume;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.ServiceAuthorization;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What policies can ask of EC2's nouns: one entry per noun.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-policy-keys">
 *     Condition keys for Amazon EC2</a>
 */
final class Ec2Facts {
    static final ServiceAuthorization EC2 = ServiceAuthorization.of("ec2");

    private static final Optional<String> NONE = Optional.empty();

    /** The ARNs of key pairs end with their names, not their ids. */
    static final ResourceFacts<KeyPair> KEY_PAIRS = new ResourceFacts<>(
            EC2, "key-pair", KeyPair.class, KeyPair::name, KeyPair::tags, (snapshot, pair, key) -> switch (key) {
                case "ec2:keypairname" -> Optional.of(pair.name());
                case "ec2:keypairtype" -> Optional.of(pair.keyType());
                default -> NONE;
            });

    static final ResourceFacts<Instance> INSTANCES =
            new ResourceFacts<>(EC2, "instance", Instance.class, Instance::key, Instance::tags, Ec2Facts::ofInstance);

    /** By the prefix of their ids. */
    private static final Map<String, ResourceFacts<?>> NOUNS = nouns();

    /** The types whose entities are parts of others, or are not here, by the prefix of their ids. */
    private static final Map<String, String> OTHER_TYPES = otherTypes();

    private Ec2Facts() {}

    /** The facts of the noun whose ids begin with a prefix; empty if there is no such noun. */
    static Optional<ResourceFacts<?>> ofPrefix(String prefix) {
        return Optional.ofNullable(NOUNS.get(prefix));
    }

    /** The type of resource of which an id with a prefix is; empty if none is known. */
    static Optional<String> typeOf(String prefix) {
        return ofPrefix(prefix).<String>map(ResourceFacts::type).or(() -> Optional.ofNullable(OTHER_TYPES.get(prefix)));
    }

    /** The keys of an instance; none if there is no such one. */
    static ConditionContext keys(Snapshot snapshot, Scope scope, String instanceId) {
        return key -> snapshot.find(Instance.class, scope, instanceId)
                .map(instance -> INSTANCES.keys(snapshot, instance).values(key))
                .orElse(List.of());
    }

    private static Map<String, ResourceFacts<?>> nouns() {
        Map<String, ResourceFacts<?>> nouns = new TreeMap<>();
        put(nouns, Ec2Kind.VPC, (snapshot, vpc, key) -> switch (key) {
            case "ec2:vpcid" -> Optional.of(vpc.key());
            case "ec2:tenancy" -> Optional.of("default");
            default -> NONE;
        });
        put(nouns, Ec2Kind.SUBNET, (snapshot, subnet, key) -> switch (key) {
            case "ec2:subnetid" -> Optional.of(subnet.key());
            case "ec2:vpc" -> vpc(subnet.scope(), subnet.vpcId());
            case "ec2:availabilityzone" -> Optional.of(subnet.availabilityZone());
            case "ec2:availabilityzoneid" -> Optional.of(subnet.availabilityZoneId());
            default -> NONE;
        });
        put(
                nouns,
                Ec2Kind.INTERNET_GATEWAY,
                (snapshot, igw, key) -> key.equals("ec2:internetgatewayid") ? Optional.of(igw.key()) : NONE);
        put(nouns, Ec2Kind.ROUTE_TABLE, (snapshot, table, key) -> switch (key) {
            case "ec2:routetableid" -> Optional.of(table.key());
            case "ec2:vpc" -> vpc(table.scope(), table.vpcId());
            default -> NONE;
        });
        put(nouns, Ec2Kind.NETWORK_ACL, (snapshot, acl, key) -> switch (key) {
            case "ec2:networkaclid" -> Optional.of(acl.key());
            case "ec2:vpc" -> vpc(acl.scope(), acl.vpcId());
            default -> NONE;
        });
        put(nouns, Ec2Kind.SECURITY_GROUP, (snapshot, group, key) -> switch (key) {
            case "ec2:securitygroupid" -> Optional.of(group.key());
            case "ec2:vpc" -> vpc(group.scope(), group.vpcId());
            default -> NONE;
        });
        putHolders(nouns);
        return Collections.unmodifiableMap(nouns);
    }

    /** What holds or carries something, after what the network is made of. */
    private static void putHolders(Map<String, ResourceFacts<?>> nouns) {
        put(nouns, Ec2Kind.INTERFACE, Ec2Facts::ofInterface);
        nouns.put("i", INSTANCES);
        put(nouns, Ec2Kind.ENDPOINT, (snapshot, endpoint, key) -> switch (key) {
            case "ec2:vpceservicename" -> Optional.of(endpoint.serviceName());
            case "ec2:vpceserviceowner" -> serviceOwner(snapshot, endpoint.serviceName());
            case "ec2:vpceserviceregion" -> Optional.of(endpoint.serviceRegion().name());
            case "ec2:vpcemultiregion" -> Optional.of(Boolean.toString(endpoint.isCrossRegion()));
            default -> NONE;
        });
        put(nouns, Ec2Kind.ENDPOINT_SERVICE, new OfEndpointService());
        put(nouns, Ec2Kind.ENDPOINT_SERVICE_PERMISSION, (snapshot, permission, key) -> NONE);
        put(nouns, Ec2Kind.PEERING, (snapshot, peering, key) -> switch (key) {
            case "ec2:vpcpeeringconnectionid" -> Optional.of(peering.key());
            case "ec2:requestervpc" ->
                vpc(peering.requester().scope(), peering.requester().vpcId());
            case "ec2:acceptervpc" ->
                vpc(peering.accepter().scope(), peering.accepter().vpcId());
            default -> NONE;
        });
        put(nouns, Ec2Kind.ADDRESS, (snapshot, address, key) -> switch (key) {
            case "ec2:allocationid" -> Optional.of(address.key());
            case "ec2:domain" -> Optional.of("vpc");
            case "ec2:publicipaddress" -> Optional.of(address.publicIp().toString());
            default -> NONE;
        });
        put(nouns, Ec2Kind.IMAGE, (snapshot, image, key) -> switch (key) {
            case "ec2:imageid" -> Optional.of(image.key());
            case "ec2:imagetype" -> Optional.of("machine");
            case "ec2:owner" -> Optional.of(image.scope().account().value());
            case "ec2:public" -> Optional.of("false");
            case "ec2:rootdevicetype" -> Optional.of("ebs");
            case "aws:resourceaccount" -> Optional.of(image.scope().account().value());
            default -> NONE;
        });
        nouns.put("key", KEY_PAIRS);
        put(nouns, Ec2Kind.VOLUME, (snapshot, volume, key) -> ofVolume(volume, key));
        put(nouns, Ec2Kind.PREFIX_LIST, (snapshot, list, key) -> NONE);
        put(nouns, Ec2Kind.EGRESS_ONLY_INTERNET_GATEWAY, (snapshot, gateway, key) -> NONE);
        put(nouns, Ec2Kind.PUBLIC_ACCESS_EXCLUSION, (snapshot, exclusion, key) -> NONE);
        put(nouns, Ec2Kind.SUBNET_CIDR_RESERVATION, (snapshot, reservation, key) -> NONE);
        put(
                nouns,
                Ec2Kind.NAT_GATEWAY,
                (snapshot, nat, key) -> key.equals("ec2:vpc") ? vpc(nat.scope(), nat.vpcId()) : NONE);
        put(nouns, Ec2Kind.LAUNCH_TEMPLATE, (snapshot, template, key) -> NONE);
        put(
                nouns,
                Ec2Kind.DHCP_OPTIONS,
                (snapshot, options, key) -> key.equals("ec2:dhcpoptionsid") ? Optional.of(options.key()) : NONE);
        put(nouns, Ec2Kind.INSIGHTS_PATH, (snapshot, path, key) -> NONE);
        put(nouns, Ec2Kind.INSIGHTS_ANALYSIS, (snapshot, analysis, key) -> NONE);
        put(nouns, Ec2Kind.FLOW_LOG, (snapshot, log, key) -> NONE);
    }

    /** The account that offers the service of a name; AWS's own are amazon's. */
    static Optional<String> serviceOwner(Snapshot snapshot, String serviceName) {
        return EndpointService.idIn(serviceName).isEmpty()
                ? Optional.of("amazon")
                : EndpointService.named(snapshot, serviceName)
                        .map(service -> service.scope().account().value());
    }

    private static <E extends Entity> void put(
            Map<String, ResourceFacts<?>> nouns, Ec2Kind<E> kind, ResourceFacts.Values<E> values) {
        nouns.put(
                kind.prefix(), new ResourceFacts<>(EC2, kind.type(), kind.entity(), Entity::key, kind.tags(), values));
    }

    private static Optional<String> ofInterface(Snapshot snapshot, NetworkInterface eni, String key) {
        return switch (key) {
            case "ec2:networkinterfaceid" -> Optional.of(eni.key());
            case "ec2:vpc" -> vpc(eni.scope(), eni.vpcId());
            case "ec2:subnet" -> subnet(eni.scope(), eni.subnetId());
            case "ec2:availabilityzone" ->
                snapshot.find(Subnet.class, eni.scope(), eni.subnetId().value()).map(Subnet::availabilityZone);
            default -> NONE;
        };
    }

    private static Optional<String> ofInstance(Snapshot snapshot, Instance instance, String key) {
        Instance.MetadataOptions metadata = instance.options().metadata();
        return switch (key) {
            case "ec2:instanceid" -> Optional.of(instance.key());
            case "ec2:instancetype" -> Optional.of(instance.instanceType());
            case "ec2:availabilityzone" -> subnetOf(snapshot, instance).map(Subnet::availabilityZone);
            case "ec2:availabilityzoneid" -> subnetOf(snapshot, instance).map(Subnet::availabilityZoneId);
            case "ec2:instanceprofile" ->
                instance.instanceProfile()
                        .flatMap(association -> profile(snapshot, instance.scope(), association.profileName()));
            case "ec2:metadatahttptokens" -> Optional.of(metadata.httpTokens());
            case "ec2:metadatahttpputresponsehoplimit" -> Optional.of(Integer.toString(metadata.hopLimit()));
            case "ec2:metadatahttpendpoint" -> Optional.of(enabled(metadata.httpEndpointEnabled()));
            case "ec2:instancemetadatatags" -> Optional.of(enabled(metadata.instanceTags()));
            default -> sameForAllInstances(key);
        };
    }

    /** What all instances here have in common. */
    private static Optional<String> sameForAllInstances(String key) {
        return switch (key) {
            case "ec2:ebsoptimized" -> Optional.of("false");
            case "ec2:instanceautorecovery", "ec2:instancebandwidthweighting", "ec2:tenancy" -> Optional.of("default");
            case "ec2:instancemarkettype" -> Optional.of("on-demand");
            case "ec2:rootdevicetype" -> Optional.of("ebs");
            default -> NONE;
        };
    }

    private static Optional<String> ofVolume(Volume volume, String key) {
        return switch (key) {
            case "ec2:volumeid" -> Optional.of(volume.key());
            case "ec2:volumesize" -> Optional.of(Integer.toString(volume.sizeGib()));
            case "ec2:volumetype" -> Optional.of(volume.type());
            case "ec2:volumeiops" ->
                Volume.iops(volume.type(), volume.sizeGib()).map(String::valueOf);
            case "ec2:volumethroughput" -> Volume.throughput(volume.type()).map(String::valueOf);
            case "ec2:encrypted" -> Optional.of("false");
            case "ec2:availabilityzone" -> Optional.of(volume.availabilityZone());
            case "ec2:availabilityzoneid" ->
                AvailabilityZone.named(volume.scope().region(), volume.availabilityZone())
                        .map(AvailabilityZone::id);
            default -> NONE;
        };
    }

    private static Optional<Subnet> subnetOf(Snapshot snapshot, Instance instance) {
        return snapshot.find(Subnet.class, instance.scope(), instance.subnetId().value());
    }

    private static String enabled(boolean is) {
        return is ? "enabled" : "disabled";
    }

    static Optional<String> vpc(Scope scope, VpcId id) {
        return Optional.of(Arn.of("ec2", scope, "vpc/" + id).toString());
    }

    static Optional<String> subnet(Scope scope, SubnetId id) {
        return Optional.of(Arn.of("ec2", scope, "subnet/" + id).toString());
    }

    /** The ARN of an instance profile of an account. */
    static Optional<String> profile(Snapshot snapshot, Scope scope, String name) {
        return IamNames.find(snapshot, InstanceProfile.class, Scope.ofAccount(scope.account()), name)
                .map(profile -> profile.arn().toString());
    }

    private static Map<String, String> otherTypes() {
        Map<String, String> types = new TreeMap<>();
        types.put("sgr", "security-group-rule");
        types.put("snap", "snapshot");
        types.put("vgw", "vpn-gateway");
        types.put("tgw", "transit-gateway");
        return Collections.unmodifiableMap(types);
    }
}
