package dev.postern.services.ec2.vpc;

import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkAclAssociationId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetCidrAssociationId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.network.PublicAccess;
import dev.postern.services.ec2.call.Attributes;
import dev.postern.services.ec2.call.Blocks;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.fabric.FreeAddresses;
import dev.postern.services.fabric.ReservedRanges;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateSubnetCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.AssociateSubnetCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.CreateDefaultSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateDefaultSubnetResponse;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateSubnetCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateSubnetCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeResponse;
import software.amazon.awssdk.services.ec2.model.SubnetIpv6CidrBlockAssociation;

/**
 * Subnets.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html">Subnets for your VPC</a>
 */
final class Subnets {
    private static final int LENGTH_MIN = 16;
    private static final int LENGTH_MAX = 28;

    private Subnets() {}

    static Outcome<CreateSubnetResponse> create(Ec2Call call, CreateSubnetRequest request) {
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        boolean ipv6Native = Boolean.TRUE.equals(request.ipv6Native());
        if (ipv6Native && request.cidrBlock() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter cidrBlock cannot be used with the parameter ipv6Native");
        }
        if (ipv6Native ? request.ipv6CidrBlock() == null : request.cidrBlock() == null) {
            throw Ec2Error.MISSING_PARAMETER.of(ipv6Native ? "ipv6CidrBlock" : "cidrBlock");
        }
        Optional<Subnet.Ipv6Block> ipv6 = Optional.ofNullable(request.ipv6CidrBlock())
                .map(text -> ipv6(call, Ipv6Blocks.ofSubnet(call, vpc, text)));
        call.check(Quota.SUBNETS_PER_VPC, of(call, vpc).count() + 1);
        AvailabilityZone zone = zone(call, request.availabilityZone(), request.availabilityZoneId());
        Subnet subnet = new Subnet(
                call.scope(),
                new SubnetId(call.newId(SubnetId.PREFIX)),
                vpc.id(),
                Optional.ofNullable(request.cidrBlock()).map(text -> block(call, vpc, text)),
                ipv6,
                zone.name(),
                zone.id(),
                false,
                false,
                ipv6Native,
                ipv6Native ? PrivateNames.IPV6_NATIVE : PrivateNames.DEFAULT,
                false,
                TagRules.of(request.tagSpecifications(), "subnet"));
        return new Outcome<>(
                added(call, subnet),
                CreateSubnetResponse.builder().subnet(view(call, subnet)).build());
    }

    private static Subnet.Ipv6Block ipv6(Ec2Call call, Cidr block) {
        return new Subnet.Ipv6Block(new SubnetCidrAssociationId(call.newId(SubnetCidrAssociationId.PREFIX)), block);
    }

    static Outcome<AssociateSubnetCidrBlockResponse> associateCidrBlock(
            Ec2Call call, AssociateSubnetCidrBlockRequest request) {
        Subnet subnet = Noun.SUBNET.require(call, request.subnetId(), "subnetId");
        if (request.ipv6CidrBlock() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("ipv6CidrBlock");
        }
        if (subnet.ipv6().isPresent()) {
            throw Ec2Error.SUBNET_HAS_IPV6.of(subnet.id());
        }
        Vpc vpc = call.get(Vpc.class, subnet.vpcId());
        Subnet.Ipv6Block block = ipv6(call, Ipv6Blocks.ofSubnet(call, vpc, request.ipv6CidrBlock()));
        return new Outcome<>(
                Change.put(subnet.withIpv6(Optional.of(block), subnet.assignIpv6AddressOnCreation())),
                AssociateSubnetCidrBlockResponse.builder()
                        .subnetId(subnet.key())
                        .ipv6CidrBlockAssociation(view(block, "associating"))
                        .build());
    }

    static Outcome<DisassociateSubnetCidrBlockResponse> disassociateCidrBlock(
            Ec2Call call, DisassociateSubnetCidrBlockRequest request) {
        String id = request.associationId();
        if (id == null) {
            throw Ec2Error.MISSING_PARAMETER.of("associationId");
        }
        Subnet subnet = call.all(Subnet.class).stream()
                .filter(one -> one.ipv6()
                        .filter(block -> block.id().value().equals(id))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> Ec2Error.SUBNET_CIDR_ASSOCIATION_NOT_FOUND.of(id));
        Subnet.Ipv6Block block = subnet.ipv6().orElseThrow();
        if (subnet.ipv6Native()) {
            throw Ec2Error.OPERATION_NOT_PERMITTED.of("The subnet CIDR block with association ID " + id
                    + " may not be disassociated. It is the only CIDR block of the subnet");
        }
        boolean used = call.snapshot().by(Indexes.INTERFACES_BY_VPC, subnet.vpcId()).values().stream()
                .anyMatch(eni -> eni.ipv6Ips().stream().anyMatch(block.cidr()::contains)
                        || eni.prefixes().stream().anyMatch(block.cidr()::contains));
        if (used) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of(
                    "The subnet CIDR block '" + block.cidr() + "' has dependencies and cannot be disassociated.");
        }
        Change.Builder change = Change.builder()
                .put(subnet.withIpv6(Optional.empty(), false)
                        .withNamesOnLaunch(PrivateNameRules.withoutIpv6(subnet.namesOnLaunch())));
        ReservedRanges.of(call.snapshot(), subnet).of(Family.IPV6).forEach(change::remove);
        return new Outcome<>(
                change.build(),
                DisassociateSubnetCidrBlockResponse.builder()
                        .subnetId(subnet.key())
                        .ipv6CidrBlockAssociation(view(block, "disassociating"))
                        .build());
    }

    /** A new default subnet, in the first block of the default VPC that is free. */
    static Outcome<CreateDefaultSubnetResponse> createDefault(Ec2Call call, CreateDefaultSubnetRequest request) {
        Vpc vpc = DefaultVpc.find(call.snapshot(), call.scope()).orElseThrow(Ec2Error.DEFAULT_VPC_MISSING::of);
        if (Boolean.TRUE.equals(request.ipv6Native())) {
            throw Ec2Error.UNSUPPORTED.of("Only IPv4 subnets can be created here.");
        }
        if (request.availabilityZone() == null && request.availabilityZoneId() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("availabilityZone");
        }
        AvailabilityZone zone = zone(call, request.availabilityZone(), request.availabilityZoneId());
        of(call, vpc)
                .filter(s -> s.defaultForAz() && s.availabilityZone().equals(zone.name()))
                .findFirst()
                .ifPresent(present -> {
                    throw Ec2Error.DEFAULT_SUBNET_EXISTS.of(present.id(), zone.name());
                });
        Cidr free = DefaultVpc.subnetBlocks()
                .filter(block -> of(call, vpc)
                        .noneMatch(s -> s.cidr().filter(block::overlaps).isPresent()))
                .findFirst()
                .orElseThrow(() -> Ec2Error.SUBNET_CONFLICT.of(vpc.primaryCidr()));
        Subnet subnet = DefaultVpc.subnet(vpc, free, zone, call.context().ids());
        return new Outcome<>(
                added(call, subnet),
                CreateDefaultSubnetResponse.builder().subnet(view(call, subnet)).build());
    }

    private static Stream<Subnet> of(Ec2Call call, Vpc vpc) {
        return call.all(Subnet.class).stream().filter(s -> s.vpcId().equals(vpc.id()));
    }

    /** A new subnet, with the default network ACL at its edge. */
    private static Change added(Ec2Call call, Subnet subnet) {
        NetworkAcl acl = defaultAcl(call, subnet.vpcId());
        NetworkAcl.Association edge = new NetworkAcl.Association(
                new NetworkAclAssociationId(call.newId(NetworkAclAssociationId.PREFIX)), subnet.id());
        List<NetworkAcl.Association> edges = new ArrayList<>(acl.associations());
        edges.add(edge);
        return Change.builder().put(subnet).put(acl.withAssociations(edges)).build();
    }

    private static NetworkAcl defaultAcl(Ec2Call call, VpcId vpc) {
        return call.snapshot().by(Indexes.ACLS_BY_VPC, vpc).values().stream()
                .filter(NetworkAcl::isDefault)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no default network ACL in " + vpc));
    }

    static Outcome<DeleteSubnetResponse> delete(Ec2Call call, DeleteSubnetRequest request) {
        Subnet subnet = Noun.SUBNET.require(call, request.subnetId(), "subnetId");
        if (call.all(NetworkInterface.class).stream()
                .anyMatch(eni -> eni.subnetId().equals(subnet.id()))) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of(
                    "The subnet '" + subnet.id() + "' has dependencies and cannot be deleted.");
        }
        Change.Builder change = Change.builder();
        for (RouteTable table : call.all(RouteTable.class)) {
            List<RouteTable.Association> rest = table.associations().stream()
                    .filter(a -> !a.with().equals(new RouteTable.WithSubnet(subnet.id())))
                    .toList();
            if (rest.size() < table.associations().size()) {
                change.put(table.withAssociations(rest));
            }
        }
        for (NetworkAcl acl : call.all(NetworkAcl.class)) {
            List<NetworkAcl.Association> rest = acl.associations().stream()
                    .filter(a -> !a.subnetId().equals(subnet.id()))
                    .toList();
            if (rest.size() < acl.associations().size()) {
                change.put(acl.withAssociations(rest));
            }
        }
        ReservedRanges.of(call.snapshot(), subnet).all().forEach(change::remove);
        call.all(VpcBlockPublicAccessExclusion.class).stream()
                .filter(exclusion -> exclusion.excluded().equals(subnet.id()))
                .forEach(change::remove);
        return new Outcome<>(
                change.remove(subnet).build(), DeleteSubnetResponse.builder().build());
    }

    static DescribeSubnetsResponse describe(Ec2Call call, DescribeSubnetsRequest request) {
        Ec2Page.refuseWithIds(request.subnetIds(), request.maxResults(), "subnetIdsSet");
        List<Subnet> found = filters(call).apply(request.filters(), Noun.SUBNET.select(call, request.subnetIds()));
        Ec2Page<Subnet> page = Ec2Page.of(
                found, Subnet::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeSubnetsResponse.builder()
                .subnets(page.items().stream().map(subnet -> view(call, subnet)).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static Outcome<ModifySubnetAttributeResponse> modifyAttribute(Ec2Call call, ModifySubnetAttributeRequest request) {
        Subnet subnet = Noun.SUBNET.require(call, request.subnetId(), "subnetId");
        Attributes.requireOne(request, Set.of("SubnetId"));
        boolean unsupported = Attributes.flag(request.mapCustomerOwnedIpOnLaunch(), false);
        if (unsupported || request.enableLniAtDeviceIndex() != null) {
            throw Ec2Error.UNSUPPORTED.of("This attribute of a subnet cannot be changed here.");
        }
        boolean assign = Attributes.flag(request.assignIpv6AddressOnCreation(), subnet.assignIpv6AddressOnCreation());
        if (assign && subnet.ipv6().isEmpty()) {
            throw Ec2Error.IPV6_NOT_IN_SUBNET.of(subnet.id());
        }
        boolean newMap = Attributes.flag(request.mapPublicIpOnLaunch(), subnet.mapPublicIpOnLaunch());
        if (subnet.ipv6Native() && (newMap || !assign)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The subnet '" + subnet.id() + "' has IPv6 only: its network"
                    + " interfaces always get an IPv6 address, and never a public IPv4 one.");
        }
        Subnet changed = subnet.withMapPublicIpOnLaunch(newMap)
                .withIpv6(subnet.ipv6(), assign)
                .withNamesOnLaunch(PrivateNameRules.onLaunch(subnet, request))
                .withDns64(Attributes.flag(request.enableDns64(), subnet.dns64()));
        Change change = changed.equals(subnet) ? Change.NONE : Change.put(changed);
        return new Outcome<>(change, ModifySubnetAttributeResponse.builder().build());
    }

    private static Cidr block(Ec2Call call, Vpc vpc, String text) {
        Cidr cidr = Blocks.ipv4(text, "cidrBlock");
        boolean inVpc = vpc.cidrBlocks().stream().anyMatch(b -> b.cidr().contains(cidr));
        if (cidr.length() < LENGTH_MIN || cidr.length() > LENGTH_MAX || !inVpc) {
            throw Ec2Error.SUBNET_RANGE.of(text);
        }
        boolean taken = call.all(Subnet.class).stream()
                .anyMatch(s -> s.vpcId().equals(vpc.id())
                        && s.cidr().filter(cidr::overlaps).isPresent());
        if (taken) {
            throw Ec2Error.SUBNET_CONFLICT.of(text);
        }
        return cidr;
    }

    private static AvailabilityZone zone(Ec2Call call, @Nullable String name, @Nullable String id) {
        List<AvailabilityZone> zones = AvailabilityZone.of(call.region());
        if (name == null && id == null) {
            return zones.getFirst();
        }
        if (name != null && id != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameters AvailabilityZone and AvailabilityZoneId cannot be used together");
        }
        Optional<AvailabilityZone> zone = name == null
                ? AvailabilityZone.withId(call.region(), String.valueOf(id))
                : AvailabilityZone.named(call.region(), name);
        return zone.orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + (name == null ? id : name)
                + ") for parameter availabilityZone" + (name == null ? "Id" : "")
                + " is invalid. Subnets can currently only be created in the following availability zones: "
                + zones.stream()
                        .map(name == null ? AvailabilityZone::id : AvailabilityZone::name)
                        .collect(Collectors.joining(", "))
                + "."));
    }

    private static Filters<Subnet> filters(Ec2Call call) {
        return new Filters<Subnet>()
                .one("availability-zone", Subnet::availabilityZone)
                .one("availabilityZone", Subnet::availabilityZone)
                .one("availability-zone-id", Subnet::availabilityZoneId)
                .one("availabilityZoneId", Subnet::availabilityZoneId)
                .one(
                        "available-ip-address-count",
                        s -> FreeAddresses.of(call.snapshot(), s).count())
                .some("cidr-block", Subnet::cidr)
                .some("cidr", Subnet::cidr)
                .some("cidrBlock", Subnet::cidr)
                .many("customer-owned-ipv4-pool", s -> Stream.empty())
                .one("default-for-az", Subnet::defaultForAz)
                .one("defaultForAz", Subnet::defaultForAz)
                .one("enable-dns64", Subnet::dns64)
                .many("enable-lni-at-device-index", s -> Stream.empty())
                .some(
                        "ipv6-cidr-block-association.association-id",
                        s -> s.ipv6().map(Subnet.Ipv6Block::id))
                .some("ipv6-cidr-block-association.ipv6-cidr-block", Subnet::ipv6Cidr)
                .some("ipv6-cidr-block-association.state", s -> s.ipv6().map(b -> "associated"))
                .one("ipv6-native", Subnet::ipv6Native)
                .one("map-customer-owned-ip-on-launch", s -> false)
                .one("map-public-ip-on-launch", Subnet::mapPublicIpOnLaunch)
                .many("outpost-arn", s -> Stream.empty())
                .one("owner-id", s -> s.scope().account())
                .one(
                        "private-dns-name-options-on-launch.hostname-type",
                        s -> s.namesOnLaunch().hostName().wireName())
                .one(
                        "private-dns-name-options-on-launch.enable-resource-name-dns-a-record",
                        s -> s.namesOnLaunch().ipv4())
                .one(
                        "private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record",
                        s -> s.namesOnLaunch().ipv6())
                .one("state", s -> "available")
                .one("subnet-arn", Subnets::arn)
                .one("subnet-id", Subnet::id)
                .one("vpc-id", Subnet::vpcId)
                .tags(Subnet::tags);
    }

    private static Arn arn(Subnet subnet) {
        return Arn.of("ec2", subnet.scope(), "subnet/" + subnet.id());
    }

    private static SubnetIpv6CidrBlockAssociation view(Subnet.Ipv6Block block, String state) {
        return SubnetIpv6CidrBlockAssociation.builder()
                .associationId(block.id().value())
                .ipv6CidrBlock(block.cidr().toString())
                .ipv6CidrBlockState(s -> s.state(state))
                .ipSource("amazon")
                .ipv6AddressAttribute("public")
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.Subnet view(Ec2Call call, Subnet subnet) {
        return software.amazon.awssdk.services.ec2.model.Subnet.builder()
                .subnetId(subnet.key())
                .subnetArn(arn(subnet).toString())
                .ownerId(subnet.scope().account().value())
                .vpcId(subnet.vpcId().value())
                .state("available")
                .cidrBlock(subnet.cidr().map(Cidr::toString).orElse(null))
                .availableIpAddressCount(
                        FreeAddresses.of(call.snapshot(), subnet).count())
                .availabilityZone(subnet.availabilityZone())
                .availabilityZoneId(subnet.availabilityZoneId())
                .defaultForAz(subnet.defaultForAz())
                .mapPublicIpOnLaunch(subnet.mapPublicIpOnLaunch())
                .mapCustomerOwnedIpOnLaunch(false)
                .assignIpv6AddressOnCreation(subnet.assignIpv6AddressOnCreation())
                .ipv6CidrBlockAssociationSet(subnet.ipv6().stream()
                        .map(block -> view(block, "associated"))
                        .toList())
                .ipv6Native(subnet.ipv6Native())
                .enableDns64(subnet.dns64())
                .privateDnsNameOptionsOnLaunch(o -> o.hostnameType(
                                subnet.namesOnLaunch().hostName().wireName())
                        .enableResourceNameDnsARecord(subnet.namesOnLaunch().ipv4())
                        .enableResourceNameDnsAAAARecord(subnet.namesOnLaunch().ipv6()))
                .blockPublicAccessStates(b ->
                        b.internetGatewayBlockMode(PublicAccess.of(call.snapshot(), call.get(Vpc.class, subnet.vpcId()))
                                .blocked(subnet.id())
                                .wireName()))
                .tags(TagRules.viewIfAny(subnet.tags()))
                .build();
    }
}
