package dev.postern.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.Entity;
import dev.postern.model.acm.Certificate;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.model.cloudtrail.Trail;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.ClientToken;
import dev.postern.model.ec2.ConnectionNotification;
import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServicePermission;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.Image;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceMetadataDefaults;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.KeyPair;
import dev.postern.model.ec2.LaunchTemplate;
import dev.postern.model.ec2.LaunchTemplateVersion;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInsightsAnalysis;
import dev.postern.model.ec2.NetworkInsightsPath;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrefixListVersion;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetCidrReservation;
import dev.postern.model.ec2.Volume;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.iam.AccessKey;
import dev.postern.model.iam.Account;
import dev.postern.model.iam.AccountSettings;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.OidcProvider;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.SamlProvider;
import dev.postern.model.iam.ServiceCredential;
import dev.postern.model.iam.Session;
import dev.postern.model.iam.User;
import dev.postern.model.iam.UserSession;
import dev.postern.model.kms.KeyAlias;
import dev.postern.model.kms.KeyGrant;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.organizations.AccountCreation;
import dev.postern.model.organizations.Handshake;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.OrganizationalUnit;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.ZoneChange;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.AccountAccessBlock;
import dev.postern.model.s3.Bucket;
import dev.postern.model.sns.Subscription;
import dev.postern.model.sns.Topic;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The formats of all kinds of entities. Who changes a record so that a row written before no longer fits it, by a component
 * that is new and not optional, by another name or another meaning, adds {@code .then(upgrade)} here, and never changes an
 * upgrade that was released. {@code ReleasedLedgersTest} opens what every release wrote.
 */
final class EntityFormats {
    /** What this version of Postern writes. */
    static final EntityFormats CURRENT = new EntityFormats(List.of(
            EntityFormat.first("AccessKey", AccessKey.class),
            EntityFormat.first("AccessPoint", AccessPoint.class),
            EntityFormat.first("Account", Account.class),
            EntityFormat.first("AccountAccessBlock", AccountAccessBlock.class),
            EntityFormat.first("AccountCreation", AccountCreation.class),
            EntityFormat.first("AccountSettings", AccountSettings.class),
            EntityFormat.first("Address", Address.class),
            EntityFormat.first("AttachedService", AttachedService.class),
            EntityFormat.first("Bucket", Bucket.class)
                    .then(EntityFormats::withOwnershipControls)
                    .then(EntityFormats::withConfigurations)
                    .then(EntityFormats::withVersioning)
                    .then(EntityFormats::withoutBucketKey),
            EntityFormat.first("Certificate", Certificate.class),
            EntityFormat.first("ClientToken", ClientToken.class),
            EntityFormat.first("ConnectionNotification", ConnectionNotification.class),
            EntityFormat.first("DhcpOptions", DhcpOptions.class),
            EntityFormat.first("EgressOnlyInternetGateway", EgressOnlyInternetGateway.class),
            EntityFormat.first("EndpointService", EndpointService.class)
                    .then(EntityFormats::withGatewayBalancers)
                    .then(EntityFormats::withoutZones)
                    .then(EntityFormats::withOtherRegions),
            EntityFormat.first("EndpointServicePermission", EndpointServicePermission.class),
            EntityFormat.first("FlowLog", FlowLog.class),
            EntityFormat.first("Group", Group.class),
            EntityFormat.first("Handshake", Handshake.class),
            EntityFormat.first("HostedZone", HostedZone.class),
            EntityFormat.first("Image", Image.class),
            EntityFormat.first("Instance", Instance.class)
                    .then(EntityFormats::grouped)
                    .then(EntityFormats::withMetadataByIpv6)
                    .then(EntityFormats::withNames),
            EntityFormat.first("InstanceMetadataDefaults", InstanceMetadataDefaults.class),
            EntityFormat.first("InstanceProfile", InstanceProfile.class),
            EntityFormat.first("InternetGateway", InternetGateway.class),
            EntityFormat.first("KeyAlias", KeyAlias.class),
            EntityFormat.first("KeyGrant", KeyGrant.class),
            EntityFormat.first("KeyPair", KeyPair.class),
            EntityFormat.first("KmsKey", KmsKey.class),
            EntityFormat.first("LaunchTemplate", LaunchTemplate.class),
            EntityFormat.first("LaunchTemplateVersion", LaunchTemplateVersion.class),
            EntityFormat.first("Listener", Listener.class),
            EntityFormat.first("LoadBalancer", LoadBalancer.class).then(EntityFormats::withType),
            EntityFormat.first("ManagedPolicy", ManagedPolicy.class),
            EntityFormat.first("ManagedPrefixList", ManagedPrefixList.class),
            EntityFormat.first("Member", Member.class),
            EntityFormat.first("NatGateway", NatGateway.class),
            EntityFormat.first("NetworkAcl", NetworkAcl.class),
            EntityFormat.first("NetworkInsightsAnalysis", NetworkInsightsAnalysis.class),
            EntityFormat.first("NetworkInsightsPath", NetworkInsightsPath.class),
            EntityFormat.first("NetworkInterface", NetworkInterface.class)
                    .then(EntityFormats::withUse)
                    .then(EntityFormats::withIpv6Ips)
                    .then(EntityFormats::withPrefixes)
                    .then(EntityFormats::withPrimaryIpv6),
            EntityFormat.first("OidcProvider", OidcProvider.class),
            EntityFormat.first("SamlProvider", SamlProvider.class),
            EntityFormat.first("ServiceCredential", ServiceCredential.class),
            EntityFormat.first("Organization", Organization.class),
            EntityFormat.first("OrganizationPolicy", OrganizationPolicy.class),
            EntityFormat.first("OrganizationalUnit", OrganizationalUnit.class),
            EntityFormat.first("PrefixListVersion", PrefixListVersion.class),
            EntityFormat.first("QueuePolicy", QueuePolicy.class),
            EntityFormat.first("RecordSet", RecordSet.class),
            EntityFormat.first("Role", Role.class),
            EntityFormat.first("RouteTable", RouteTable.class),
            EntityFormat.first("SecurityGroup", SecurityGroup.class).then(EntityFormats::withAssociations),
            EntityFormat.first("Session", Session.class),
            EntityFormat.first("Subnet", Subnet.class)
                    .then(EntityFormats::withIpv6)
                    .then(EntityFormats::withNamesOnLaunch)
                    .then(EntityFormats::withDns64),
            EntityFormat.first("SubnetCidrReservation", SubnetCidrReservation.class),
            EntityFormat.first("Subscription", Subscription.class),
            EntityFormat.first("Table", Table.class),
            EntityFormat.first("TargetGroup", TargetGroup.class),
            EntityFormat.first("Topic", Topic.class),
            EntityFormat.first("Trail", Trail.class),
            EntityFormat.first("User", User.class).then(EntityFormats::withGroups),
            EntityFormat.first("UserSession", UserSession.class),
            EntityFormat.first("Volume", Volume.class),
            EntityFormat.first("Vpc", Vpc.class).then(EntityFormats::withDhcp).then(EntityFormats::withUsageMetrics),
            EntityFormat.first("VpcBlockPublicAccessExclusion", VpcBlockPublicAccessExclusion.class),
            EntityFormat.first("VpcBlockPublicAccessOptions", VpcBlockPublicAccessOptions.class),
            EntityFormat.first("VpcEndpoint", VpcEndpoint.class).then(EntityFormats::withReach),
            EntityFormat.first("VpcPeeringConnection", VpcPeeringConnection.class),
            EntityFormat.first("ZoneChange", ZoneChange.class)));

    /** Before a bucket could be versioned, none was. */
    private static ObjectNode withVersioning(ObjectNode bucket) {
        return bucket.has("versioning") ? bucket : bucket.put("versioning", "NEVER");
    }

    /** Of a bucket's encryption only this was kept, where somebody had said anything of it. */
    private static ObjectNode withoutBucketKey(ObjectNode bucket) {
        JsonNode bucketKey = bucket.remove("bucketKey");
        ObjectNode configurations = bucket.withObject("/configurations");
        if (bucketKey != null && bucketKey.isBoolean() && !configurations.has("encryption")) {
            configurations.put(
                    "encryption",
                    "<ServerSideEncryptionConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule>"
                            + "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
                            + "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>" + bucketKey.booleanValue()
                            + "</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>");
        }
        return bucket;
    }

    /** Before they could be deleted, every bucket had ownership controls. */
    private static ObjectNode withOwnershipControls(ObjectNode bucket) {
        return bucket.has("ownershipControls") ? bucket : bucket.put("ownershipControls", "BucketOwnerEnforced");
    }

    /** At first nothing else of a bucket could be configured. */
    private static ObjectNode withConfigurations(ObjectNode bucket) {
        bucket.putObject("configurations");
        return bucket;
    }

    /** At first a security group was for one VPC. */
    private static ObjectNode withAssociations(ObjectNode group) {
        group.putArray("associatedVpcs");
        return group;
    }

    /** At first the balancers of services were Network Load Balancers. */
    private static ObjectNode withGatewayBalancers(ObjectNode service) {
        service.withObject("/terms").putArray("gatewayLoadBalancerArns");
        return service;
    }

    /** A service is where its balancers are. */
    private static ObjectNode withoutZones(ObjectNode service) {
        service.withObject("/terms").remove("zoneIds");
        return service;
    }

    /** A service was offered in its own Region alone. */
    private static ObjectNode withOtherRegions(ObjectNode service) {
        service.withObject("/terms").putArray("otherRegions");
        return service;
    }

    /** At first there were Network Load Balancers only. */
    private static ObjectNode withType(ObjectNode balancer) {
        return balancer.put("type", "NETWORK");
    }

    /** Before there were others, every VPC had the DHCP options of its Region. */
    private static ObjectNode withDhcp(ObjectNode vpc) {
        vpc.remove("dhcpOptionsId");
        vpc.putObject("dhcp").put("@type", "RegionOptions");
        return vpc;
    }

    /** No interface could have a primary IPv6 address. */
    private static ObjectNode withPrimaryIpv6(ObjectNode eni) {
        return eni.put("primaryIpv6", false);
    }

    /** Nobody could ask for metrics of network address usage. */
    private static ObjectNode withUsageMetrics(ObjectNode vpc) {
        return vpc.put("usageMetrics", false);
    }

    /** At first all that is known of an instance was in one row of components. */
    private static ObjectNode grouped(ObjectNode instance) {
        move(
                instance,
                "launch",
                Map.of(
                        "reservationId",
                        "reservationId",
                        "launchIndex",
                        "index",
                        "imageId",
                        "imageId",
                        "keyName",
                        "keyName",
                        "clientToken",
                        "clientToken"));
        move(
                instance,
                "placement",
                Map.of("vpcId", "vpcId", "subnetId", "subnetId", "primaryInterface", "primaryInterface"));
        move(
                instance,
                "life",
                Map.of(
                        "state",
                        "state",
                        "stateChangedAt",
                        "changedAt",
                        "stateReason",
                        "reason",
                        "launchTime",
                        "launchTime",
                        "boots",
                        "boots"));
        move(
                instance,
                "options",
                Map.of(
                        "instanceType",
                        "instanceType",
                        "userData",
                        "userData",
                        "instanceProfile",
                        "instanceProfile",
                        "metadataOptions",
                        "metadata",
                        "disableApiTermination",
                        "disableApiTermination",
                        "shutdownBehavior",
                        "shutdownBehavior"));
        return instance;
    }

    /** At first the metadata service answered by IPv4 only. */
    private static ObjectNode withMetadataByIpv6(ObjectNode instance) {
        instance.withObject("/options/metadata").put("httpProtocolIpv6Enabled", false);
        return instance;
    }

    /** At first every instance had the name that says its address alone. */
    private static ObjectNode withNames(ObjectNode instance) {
        putNames(instance.withObject("/options"), "names");
        return instance;
    }

    private static ObjectNode withNamesOnLaunch(ObjectNode subnet) {
        putNames(subnet, "namesOnLaunch");
        return subnet;
    }

    private static void putNames(ObjectNode node, String component) {
        node.putObject(component).put("hostName", "IP_NAME").put("ipv4", false).put("ipv6", false);
    }

    /** Moves components into a group, by their names then and now. What is absent stays so. */
    private static void move(ObjectNode entity, String group, Map<String, String> components) {
        ObjectNode grouped = entity.putObject(group);
        components.forEach((then, now) -> {
            if (entity.has(then)) {
                grouped.set(now, entity.remove(then));
            }
        });
    }

    /** At first every endpoint was a gateway, and nobody noted when its state changed: it had it when it was made, at the earliest. */
    private static ObjectNode withReach(ObjectNode endpoint) {
        endpoint.remove("type");
        ObjectNode reach = endpoint.putObject("reach").put("@type", "Gateway");
        reach.set("routeTableIds", endpoint.remove("routeTableIds"));
        endpoint.set("stateChangedAt", endpoint.get("createdAt"));
        return endpoint;
    }

    /** At first an interface was an instance's or free; none was ever managed by a service. */
    private static ObjectNode withUse(ObjectNode eni) {
        eni.remove("requesterManaged");
        boolean attached = eni.hasNonNull("attachment");
        ObjectNode use = eni.putObject("use").put("@type", attached ? "Attachment" : "Free");
        if (eni.remove("attachment") instanceof ObjectNode attachment) {
            use.setAll(attachment);
        }
        return eni;
    }

    /** At first no interface had an IPv6 address. */
    private static ObjectNode withIpv6Ips(ObjectNode eni) {
        eni.putArray("ipv6Ips");
        return eni;
    }

    /** At first no interface had a prefix. */
    private static ObjectNode withPrefixes(ObjectNode eni) {
        eni.putArray("prefixes");
        return eni;
    }

    /** At first no subnet had an IPv6 block. */
    private static ObjectNode withIpv6(ObjectNode subnet) {
        subnet.remove("ipv6Cidr");
        return subnet.put("assignIpv6AddressOnCreation", false);
    }

    /** At first there were no groups. */
    private static ObjectNode withGroups(ObjectNode user) {
        user.putArray("groups");
        return user;
    }

    /** At first there was no DNS64. */
    private static ObjectNode withDns64(ObjectNode subnet) {
        return subnet.put("dns64", false);
    }

    private final SortedMap<String, EntityFormat<?>> byName;
    private final Map<Class<?>, EntityFormat<?>> byType;

    EntityFormats(List<EntityFormat<?>> formats) {
        this.byName = Collections.unmodifiableSortedMap(
                new TreeMap<>(formats.stream().collect(Collectors.toMap(EntityFormat::name, Function.identity()))));
        this.byType = formats.stream().collect(Collectors.toUnmodifiableMap(EntityFormat::type, Function.identity()));
    }

    /** The format of the rows with a name. */
    Optional<EntityFormat<?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The format of a kind of entity. */
    EntityFormat<?> of(Class<? extends Entity> type) {
        EntityFormat<?> format = byType.get(type);
        if (format == null) {
            throw new IllegalStateException(type + " has no format in the ledger");
        }
        return format;
    }

    /** All of them, by name. */
    SortedMap<String, EntityFormat<?>> all() {
        return byName;
    }
}
