package dev.postern.model;

import dev.postern.model.dynamodb.Table;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.ClientToken;
import dev.postern.model.ec2.ConnectionNotification;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.model.ec2.EndpointServicePermission;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.LaunchTemplateId;
import dev.postern.model.ec2.LaunchTemplateVersion;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.PrefixListVersion;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetCidrReservation;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Volume;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.Session;
import dev.postern.model.iam.User;
import dev.postern.model.iam.UserSession;
import dev.postern.model.kms.KeyAlias;
import dev.postern.model.kms.KeyGrant;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.organizations.AccountCreation;
import dev.postern.model.organizations.Handshake;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.OrganizationalUnit;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.ZoneChange;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.sns.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The closed list of indexes. Each is worth its place only where a request, a packet or a commit asks it. */
public final class Indexes {
    private static final Map<Class<?>, List<Index<?, ?>>> BY_KIND = new HashMap<>();

    public static final Index<Vpc, VpcId> VPCS_BY_ID = one(Vpc.class, Vpc::id);
    public static final Index<Subnet, VpcId> SUBNETS_BY_VPC = one(Subnet.class, Subnet::vpcId);
    public static final Index<RouteTable, VpcId> ROUTE_TABLES_BY_VPC = one(RouteTable.class, RouteTable::vpcId);
    public static final Index<NetworkAcl, VpcId> ACLS_BY_VPC = one(NetworkAcl.class, NetworkAcl::vpcId);
    // By the VPCs whose interfaces may have them.
    public static final Index<SecurityGroup, VpcId> GROUPS_BY_VPC = index(SecurityGroup.class, SecurityGroup::vpcs);
    public static final Index<VpcEndpoint, VpcId> ENDPOINTS_BY_VPC = one(VpcEndpoint.class, VpcEndpoint::vpcId);
    public static final Index<VpcEndpoint, VpcEndpoint.State> ENDPOINTS_BY_STATE =
            one(VpcEndpoint.class, VpcEndpoint::state);
    // By the name of the service to which they lead, whosever they are.
    public static final Index<VpcEndpoint, String> ENDPOINTS_BY_SERVICE =
            one(VpcEndpoint.class, VpcEndpoint::serviceName);
    public static final Index<EndpointService, EndpointServiceId> ENDPOINT_SERVICES_BY_ID =
            one(EndpointService.class, EndpointService::id);
    public static final Index<EndpointService, EndpointService.State> ENDPOINT_SERVICES_BY_STATE =
            one(EndpointService.class, EndpointService::state);
    public static final Index<EndpointService, String> ENDPOINT_SERVICES_BY_BALANCER =
            index(EndpointService.class, service -> service.terms().balancerArns());

    // By when the proof of their private name was last asked for, while it is not found.
    public static final Index<EndpointService, Instant> ENDPOINT_SERVICES_BY_PROOF = some(
            EndpointService.class, service -> service.privateName().flatMap(EndpointService.PrivateName::startedAt));
    public static final Index<EndpointServicePermission, EndpointServiceId> PERMISSIONS_BY_SERVICE =
            one(EndpointServicePermission.class, EndpointServicePermission::service);

    // By the ids of what they tell of: a service or an endpoint.
    public static final Index<ConnectionNotification, String> NOTIFICATIONS_BY_SUBJECT =
            one(ConnectionNotification.class, ConnectionNotification::of);

    // By whom they permit to connect: the services that somebody may see.
    public static final Index<EndpointServicePermission, String> PERMISSIONS_BY_PRINCIPAL =
            one(EndpointServicePermission.class, EndpointServicePermission::principal);

    public static final Index<VpcEndpoint, VpcEndpointId> ENDPOINTS_BY_ID = one(VpcEndpoint.class, VpcEndpoint::id);
    // By the VPC and each domain of the names that lead to them there.
    public static final Index<VpcEndpoint, String> ENDPOINTS_BY_PRIVATE_DOMAIN = index(
            VpcEndpoint.class,
            endpoint -> endpoint.byInterfaces().stream()
                    .flatMap(found -> found.privateNames().stream())
                    .map(name -> VpcEndpoint.domainKey(endpoint.vpcId(), EndpointService.PrivateName.domainOf(name)))
                    .distinct()
                    .toList());
    // By the VPCs of the side whose record it is: each VPC finds a connection once.
    public static final Index<VpcPeeringConnection, VpcId> PEERINGS_BY_VPC =
            index(VpcPeeringConnection.class, VpcPeeringConnection::ownVpcs);
    public static final Index<VpcPeeringConnection, VpcPeeringConnection.State> PEERINGS_BY_STATE =
            one(VpcPeeringConnection.class, VpcPeeringConnection::state);

    // By when they are next something else by time alone.
    public static final Index<VpcPeeringConnection, Instant> PEERINGS_BY_TIME =
            some(VpcPeeringConnection.class, VpcPeeringConnection::nextByTime);

    public static final Index<NatGateway, VpcId> NAT_GATEWAYS_BY_VPC = one(NatGateway.class, NatGateway::vpcId);
    public static final Index<NatGateway, NatGateway.State> NAT_GATEWAYS_BY_STATE =
            one(NatGateway.class, NatGateway::state);

    // Those that are deleted or failed, by since when.
    public static final Index<NatGateway, Instant> NAT_GATEWAYS_BY_END = some(
            NatGateway.class,
            nat -> Optional.of(nat.stateChangedAt())
                    .filter(_ -> nat.state() == NatGateway.State.DELETED || nat.state() == NatGateway.State.FAILED));

    // Of those that live, by when one of their addresses is to go.
    public static final Index<NatGateway, Instant> NAT_GATEWAYS_BY_LEAVING = index(
            NatGateway.class,
            nat -> nat.addresses().stream()
                    .filter(_ -> nat.state() == NatGateway.State.AVAILABLE)
                    .flatMap(address -> address.leavingAt().stream())
                    .distinct()
                    .toList());

    public static final Index<AccessPoint, String> ACCESS_POINTS_BY_ALIAS = one(AccessPoint.class, AccessPoint::alias);
    public static final Index<AccessPoint, String> ACCESS_POINTS_BY_BUCKET =
            one(AccessPoint.class, AccessPoint::bucket);

    public static final Index<KeyAlias, String> ALIASES_BY_KEY = one(KeyAlias.class, KeyAlias::keyId);
    public static final Index<KeyGrant, String> GRANTS_BY_KEY = one(KeyGrant.class, KeyGrant::keyId);

    // By when they are next something else by time alone.
    public static final Index<KmsKey, Instant> KEYS_BY_TIME = some(KmsKey.class, KmsKey::nextByTime);

    // By the VPC of what they watch.
    public static final Index<FlowLog, VpcId> FLOW_LOGS_BY_VPC = one(FlowLog.class, FlowLog::vpcId);

    public static final Index<Instance, VpcId> INSTANCES_BY_VPC = one(Instance.class, Instance::vpcId);

    // By what people call them: their id and their Name tag.
    public static final Index<Instance, String> INSTANCES_BY_WORD = index(
            Instance.class,
            instance -> Stream.concat(
                            Stream.of(instance.id().value()),
                            Stream.ofNullable(instance.tags().values().get("Name")))
                    .distinct()
                    .toList());

    // Those that are terminated, by since when.
    public static final Index<Instance, Instant> INSTANCES_BY_END = some(
            Instance.class,
            instance -> Optional.of(instance.life().changedAt())
                    .filter(_ -> instance.state() == Instance.State.TERMINATED));

    public static final Index<ClientToken, Instant> TOKENS_BY_TIME = one(ClientToken.class, ClientToken::createdAt);
    public static final Index<Session, Instant> SESSIONS_BY_END = one(Session.class, Session::expiresAt);
    public static final Index<UserSession, Instant> USER_SESSIONS_BY_END =
            one(UserSession.class, UserSession::expiresAt);

    // By the VPC that they are attached to.
    public static final Index<InternetGateway, VpcId> GATEWAYS_BY_VPC =
            some(InternetGateway.class, InternetGateway::vpcId);

    // By their IPv6 blocks, which no two VPCs share.
    public static final Index<Vpc, Cidr> VPCS_BY_IPV6 = index(
            Vpc.class,
            vpc -> vpc.blocks(Family.IPV6).stream()
                    .map(Vpc.CidrAssociation::cidr)
                    .toList());

    public static final Index<SubnetCidrReservation, SubnetId> CIDR_RESERVATIONS_BY_SUBNET =
            one(SubnetCidrReservation.class, SubnetCidrReservation::subnetId);

    public static final Index<VpcBlockPublicAccessOptions, Scope> PUBLIC_ACCESS_BY_SCOPE =
            one(VpcBlockPublicAccessOptions.class, VpcBlockPublicAccessOptions::scope);
    // By when the mode was set that the network does not know yet.
    public static final Index<VpcBlockPublicAccessOptions, Instant> PUBLIC_ACCESS_BY_CHANGE = some(
            VpcBlockPublicAccessOptions.class,
            options -> Optional.of(options.updatedAt()).filter(_ -> !options.complete()));

    // By the VPC that they are of, as long as they exclude something.
    public static final Index<VpcBlockPublicAccessExclusion, VpcId> EXCLUSIONS_BY_VPC = some(
            VpcBlockPublicAccessExclusion.class,
            exclusion ->
                    Optional.of(exclusion.vpcId()).filter(_ -> exclusion.state().isInForce()));
    public static final Index<VpcBlockPublicAccessExclusion, VpcBlockPublicAccessExclusion.State> EXCLUSIONS_BY_STATE =
            one(VpcBlockPublicAccessExclusion.class, VpcBlockPublicAccessExclusion::state);
    // By when they were deleted.
    public static final Index<VpcBlockPublicAccessExclusion, Instant> EXCLUSIONS_BY_END = some(
            VpcBlockPublicAccessExclusion.class,
            exclusion -> exclusion
                    .deletedAt()
                    .filter(_ -> exclusion.state() == VpcBlockPublicAccessExclusion.State.DELETE_COMPLETE));

    public static final Index<EgressOnlyInternetGateway, VpcId> EGRESS_GATEWAYS_BY_VPC =
            one(EgressOnlyInternetGateway.class, EgressOnlyInternetGateway::vpcId);

    public static final Index<NetworkInterface, NetworkInterfaceId> INTERFACES_BY_ID =
            one(NetworkInterface.class, NetworkInterface::id);
    public static final Index<NetworkInterface, VpcId> INTERFACES_BY_VPC =
            one(NetworkInterface.class, NetworkInterface::vpcId);
    public static final Index<NetworkInterface, SubnetId> INTERFACES_BY_SUBNET =
            one(NetworkInterface.class, NetworkInterface::subnetId);

    // By the instance that they are attached to.
    public static final Index<NetworkInterface, InstanceId> INTERFACES_BY_INSTANCE =
            some(NetworkInterface.class, eni -> eni.attachment().map(NetworkInterface.Attachment::instanceId));

    // By the groups of which they are members, and their VPC.
    public static final Index<NetworkInterface, String> INTERFACES_BY_GROUP_AND_VPC = index(
            NetworkInterface.class,
            eni -> eni.groups().stream()
                    .map(group -> NetworkInterface.memberKey(group, eni.vpcId()))
                    .toList());

    // By their private addresses and their IPv6 addresses, in whatever VPC.
    public static final Index<NetworkInterface, Ip> INTERFACES_BY_PRIVATE_IP =
            index(NetworkInterface.class, NetworkInterface::addresses);

    // By their prefixes, in whatever VPC.
    public static final Index<NetworkInterface, Cidr> INTERFACES_BY_PREFIX =
            index(NetworkInterface.class, NetworkInterface::prefixes);

    // By the public address that was assigned at launch.
    public static final Index<NetworkInterface, Ip> INTERFACES_BY_PUBLIC_IP =
            some(NetworkInterface.class, NetworkInterface::publicIp);

    // By the text of their hardware addresses.
    public static final Index<NetworkInterface, String> INTERFACES_BY_MAC =
            one(NetworkInterface.class, eni -> eni.mac().toString());

    // By the interface for one of whose addresses they stand.
    public static final Index<Address, NetworkInterfaceId> ADDRESSES_BY_INTERFACE =
            some(Address.class, address -> address.association().map(Address.Association::networkInterfaceId));

    public static final Index<Address, Ip> ADDRESSES_BY_PUBLIC_IP = one(Address.class, Address::publicIp);
    public static final Index<Volume, InstanceId> VOLUMES_BY_INSTANCE = one(Volume.class, Volume::instanceId);

    public static final Index<ManagedPrefixList, Scope> PREFIX_LISTS_BY_SCOPE =
            one(ManagedPrefixList.class, ManagedPrefixList::scope);
    public static final Index<PrefixListVersion, PrefixListId> VERSIONS_BY_PREFIX_LIST =
            one(PrefixListVersion.class, PrefixListVersion::list);

    public static final Index<LaunchTemplateVersion, LaunchTemplateId> VERSIONS_BY_TEMPLATE =
            one(LaunchTemplateVersion.class, LaunchTemplateVersion::template);

    // By the prefix lists that their routes and rules name.
    public static final Index<RouteTable, PrefixListId> ROUTE_TABLES_BY_PREFIX_LIST =
            index(RouteTable.class, RouteTable::prefixLists);
    public static final Index<SecurityGroup, PrefixListId> GROUPS_BY_PREFIX_LIST =
            index(SecurityGroup.class, SecurityGroup::prefixLists);

    public static final Index<HostedZone, String> ZONES_BY_ID = one(HostedZone.class, HostedZone::id);

    public static final Index<HostedZone, DnsName> PUBLIC_ZONES_BY_NAME =
            some(HostedZone.class, zone -> Optional.of(zone.name()).filter(_ -> !zone.isPrivate()));
    public static final Index<HostedZone, DnsName> PRIVATE_ZONES_BY_NAME =
            some(HostedZone.class, zone -> Optional.of(zone.name()).filter(_ -> zone.isPrivate()));

    // By the VPCs that are answered from them.
    public static final Index<HostedZone, VpcId> ZONES_BY_VPC = index(
            HostedZone.class,
            zone -> zone.vpcs().stream().map(HostedZone.ZoneVpc::id).toList());

    // By a VPC that is answered from them and their name, of which there is one.
    public static final Index<HostedZone, String> ZONES_BY_VPC_AND_NAME = index(
            HostedZone.class,
            zone -> zone.vpcs().stream()
                    .map(vpc -> HostedZone.placeKey(vpc.id(), zone.name()))
                    .toList());

    public static final Index<RecordSet, String> RECORDS_BY_ZONE = one(RecordSet.class, RecordSet::zone);
    public static final Index<RecordSet, String> RECORDS_BY_NAME =
            one(RecordSet.class, record -> RecordSet.nameKey(record.zone(), record.name()));

    // By each name above: it exists, though nothing may be at it.
    public static final Index<RecordSet, String> RECORDS_BELOW = index(
            RecordSet.class,
            record -> record.name().upTo(DnsName.ROOT).stream()
                    .map(above -> RecordSet.nameKey(record.zone(), above))
                    .toList());

    public static final Index<ZoneChange, Instant> ZONE_CHANGES_BY_TIME =
            one(ZoneChange.class, ZoneChange::submittedAt);

    public static final Index<LoadBalancer, String> LOAD_BALANCERS_BY_NAME =
            one(LoadBalancer.class, LoadBalancer::name);
    // By the name that leads to them; Gateway Load Balancers have none.
    public static final Index<LoadBalancer, String> LOAD_BALANCERS_BY_HOST = some(
            LoadBalancer.class,
            balancer -> Optional.of(balancer.host()).filter(_ -> balancer.type() == LoadBalancer.Type.NETWORK));
    public static final Index<LoadBalancer, VpcId> LOAD_BALANCERS_BY_VPC = one(LoadBalancer.class, LoadBalancer::vpcId);
    // By when it is next something else by time alone.
    public static final Index<Table, Instant> TABLES_BY_TIME = some(Table.class, Table::nextByTime);

    public static final Index<LoadBalancer, LoadBalancer.State> LOAD_BALANCERS_BY_STATE =
            one(LoadBalancer.class, LoadBalancer::state);

    public static final Index<TargetGroup, String> TARGET_GROUPS_BY_NAME = one(TargetGroup.class, TargetGroup::name);
    public static final Index<TargetGroup, VpcId> TARGET_GROUPS_BY_VPC = one(TargetGroup.class, TargetGroup::vpcId);

    // By when a target that was taken out is gone.
    public static final Index<TargetGroup, Instant> TARGET_GROUPS_BY_LEAVING = index(
            TargetGroup.class,
            group -> group.registrations().stream()
                    .flatMap(one -> one.leavingAt().stream())
                    .distinct()
                    .toList());

    // By the ids of their targets.
    public static final Index<TargetGroup, String> TARGET_GROUPS_BY_TARGET = index(
            TargetGroup.class,
            group -> group.registrations().stream()
                    .map(one -> one.target().id())
                    .distinct()
                    .toList());

    // By the ARNs of their certificates.
    public static final Index<Listener, String> LISTENERS_BY_CERTIFICATE =
            index(Listener.class, listener -> listener.certificates().distinct().toList());

    // By the key of the balancer whose they are, and by those of the groups to which they forward.
    public static final Index<Listener, String> LISTENERS_BY_BALANCER = one(Listener.class, Listener::balancer);
    public static final Index<Listener, String> LISTENERS_BY_TARGET_GROUP =
            index(Listener.class, Listener::targetGroups);
    public static final Index<Group, String> IAM_GROUPS_BY_ID = one(Group.class, Group::groupId);
    // By the ids of the groups in which they are.
    public static final Index<User, String> USERS_BY_GROUP = index(User.class, User::groups);

    // By the ARN of their topic.
    public static final Index<Subscription, String> SUBSCRIPTIONS_BY_TOPIC =
            one(Subscription.class, subscription -> subscription.topicArn().toString());

    // By the account that asked for them, in their Region: the topic may be another's.
    public static final Index<Subscription, Scope> SUBSCRIPTIONS_BY_OWNER = one(
            Subscription.class,
            subscription -> new Scope(subscription.owner(), subscription.scope().region()));

    // Those that wait for somebody to agree, or to restore them, by since when.
    public static final Index<Subscription, Instant> SUBSCRIPTIONS_BY_ASKED =
            some(Subscription.class, Subscription::waitsSince);

    // By the id of their organization.
    public static final Index<Member, String> MEMBERS_BY_ORGANIZATION = one(Member.class, Member::organization);
    public static final Index<OrganizationalUnit, String> UNITS_BY_ORGANIZATION =
            one(OrganizationalUnit.class, OrganizationalUnit::organization);
    public static final Index<OrganizationPolicy, String> POLICIES_BY_ORGANIZATION =
            one(OrganizationPolicy.class, OrganizationPolicy::organization);
    public static final Index<AccountCreation, String> CREATIONS_BY_ORGANIZATION =
            one(AccountCreation.class, AccountCreation::organization);
    public static final Index<Handshake, String> HANDSHAKES_BY_ORGANIZATION =
            one(Handshake.class, Handshake::organization);
    public static final Index<Handshake, AccountId> HANDSHAKES_BY_INVITED = one(Handshake.class, Handshake::invited);

    // By the id of the root or unit in which they are.
    public static final Index<Member, String> MEMBERS_BY_PARENT = one(Member.class, Member::parent);
    public static final Index<OrganizationalUnit, String> UNITS_BY_PARENT =
            one(OrganizationalUnit.class, OrganizationalUnit::parent);

    private Indexes() {}

    /** Those of a class, in the order of their places. */
    static List<Index<?, ?>> of(Class<?> kind) {
        return BY_KIND.getOrDefault(kind, List.of());
    }

    private static <E extends Entity, K extends Comparable<? super K>> Index<E, K> one(
            Class<E> kind, Function<E, K> key) {
        return index(kind, entity -> List.of(key.apply(entity)));
    }

    private static <E extends Entity, K extends Comparable<? super K>> Index<E, K> some(
            Class<E> kind, Function<E, Optional<K>> key) {
        return index(kind, entity -> key.apply(entity).map(List::of).orElse(List.of()));
    }

    private static <E extends Entity, K extends Comparable<? super K>> Index<E, K> index(
            Class<E> kind, Function<E, Collection<K>> keys) {
        List<Index<?, ?>> known = BY_KIND.computeIfAbsent(kind, k -> new ArrayList<>());
        Index<E, K> index = new Index<>(kind, known.size(), keys);
        known.add(index);
        return index;
    }
}
