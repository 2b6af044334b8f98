package dev.postern.services.ec2.vpc;

import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.request.Ids;
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
import dev.postern.services.ec2.peering.Peerings;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateVpcCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.AssociateVpcCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.CreateDefaultVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateDefaultVpcResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateVpcCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateVpcCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcIpv6CidrBlockAssociation;

/**
 * VPCs.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/configure-your-vpc.html">Virtual private clouds</a>
 */
public final class Vpcs {
    private static final int LENGTH_MIN = 16;
    private static final int LENGTH_MAX = 28;

    /** Blocks that mean something else to every host, and Postern's own public addresses. */
    private static final List<Cidr> RESERVED = List.of(
            Cidr.of("0.0.0.0/8"),
            Cidr.of("127.0.0.0/8"),
            Cidr.of("169.254.0.0/16"),
            AddressPlan.EVERYTHING_PUBLIC,
            Cidr.of("224.0.0.0/3"));

    /** Whose the IPv6 blocks are. */
    private static final String POOL = "Amazon";

    private static final Filters<Vpc> FILTERS = filters();

    private Vpcs() {}

    static Outcome<CreateVpcResponse> create(Ec2Call call, CreateVpcRequest request) {
        if (request.cidrBlock() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("cidrBlock");
        }
        if (request.ipv4IpamPoolId() != null) {
            throw Ec2Error.UNSUPPORTED.of("Only a VPC with an IPv4 CIDR block of your own can be created here.");
        }
        String tenancy = request.instanceTenancyAsString();
        if (tenancy != null && !tenancy.equals("default")) {
            throw Ec2Error.UNSUPPORTED_TENANCY.of(tenancy);
        }
        Ids ids = call.context().ids();
        Vpc vpc = new Vpc(
                call.scope(),
                new VpcId(call.newId(VpcId.PREFIX)),
                blocks(call, request),
                false,
                true,
                false,
                new Vpc.RegionOptions(),
                TagRules.of(request.tagSpecifications(), "vpc"));
        CreateVpcResponse response =
                CreateVpcResponse.builder().vpc(created(call, vpc)).build();
        return new Outcome<>(NewVpc.create(vpc, ids), response);
    }

    private static List<Vpc.CidrAssociation> blocks(Ec2Call call, CreateVpcRequest request) {
        Vpc.CidrAssociation ipv4 =
                NewVpc.block(block(request.cidrBlock()), call.context().ids());
        return Boolean.TRUE.equals(request.amazonProvidedIpv6CidrBlock())
                ? List.of(ipv4, Ipv6Blocks.next(call))
                : List.of(ipv4);
    }

    static Outcome<CreateDefaultVpcResponse> createDefault(Ec2Call call, CreateDefaultVpcRequest request) {
        if (DefaultVpc.find(call.snapshot(), call.scope()).isPresent()) {
            throw Ec2Error.DEFAULT_VPC_EXISTS.of();
        }
        Change change =
                DefaultVpc.create(call.snapshot(), call.scope(), call.context().ids());
        Vpc vpc = change.operations().stream()
                .map(operation -> operation instanceof Change.Put(Vpc made) ? made : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        return new Outcome<>(
                change,
                CreateDefaultVpcResponse.builder().vpc(created(call, vpc)).build());
    }

    static Outcome<DeleteVpcResponse> delete(Ec2Call call, DeleteVpcRequest request) {
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        if (hasDependents(call, vpc)) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of(
                    "The vpc '" + vpc.id() + "' has dependencies and cannot be deleted.");
        }
        Change.Builder change = Change.builder();
        in(call, RouteTable.class, RouteTable::vpcId, vpc).forEach(change::remove);
        in(call, NetworkAcl.class, NetworkAcl::vpcId, vpc).forEach(change::remove);
        in(call, SecurityGroup.class, SecurityGroup::vpcId, vpc).forEach(change::remove);
        in(call, VpcEndpoint.class, VpcEndpoint::vpcId, vpc).forEach(change::remove);
        in(call, VpcBlockPublicAccessExclusion.class, VpcBlockPublicAccessExclusion::vpcId, vpc)
                .forEach(change::remove);
        change.addAll(Peerings.ended(
                call.snapshot(), vpc.id(), call.now(), call.scope().account()));
        change.remove(vpc);
        return new Outcome<>(change.build(), DeleteVpcResponse.builder().build());
    }

    static DescribeVpcsResponse describe(Ec2Call call, DescribeVpcsRequest request) {
        Ec2Page.refuseWithIds(request.vpcIds(), request.maxResults(), "vpcIdsSet");
        List<Vpc> found = FILTERS.apply(request.filters(), Noun.VPC.select(call, request.vpcIds()));
        Ec2Page<Vpc> page =
                Ec2Page.of(found, Vpc::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeVpcsResponse.builder()
                .vpcs(page.items().stream().map(vpc -> view(call, vpc)).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static DescribeVpcAttributeResponse describeAttribute(Ec2Call call, DescribeVpcAttributeRequest request) {
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        if (request.attributeAsString() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("attribute");
        }
        DescribeVpcAttributeResponse.Builder response =
                DescribeVpcAttributeResponse.builder().vpcId(vpc.key());
        switch (request.attributeAsString()) {
            case "enableDnsSupport" -> response.enableDnsSupport(Attributes.of(vpc.enableDnsSupport()));
            case "enableDnsHostnames" -> response.enableDnsHostnames(Attributes.of(vpc.enableDnsHostnames()));
            case "enableNetworkAddressUsageMetrics" ->
                response.enableNetworkAddressUsageMetrics(Attributes.of(vpc.usageMetrics()));
            default ->
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + request.attributeAsString()
                        + ") for parameter attribute is invalid. Unknown attribute.");
        }
        return response.build();
    }

    static Outcome<ModifyVpcAttributeResponse> modifyAttribute(Ec2Call call, ModifyVpcAttributeRequest request) {
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        long given = Stream.of(
                        request.enableDnsSupport(),
                        request.enableDnsHostnames(),
                        request.enableNetworkAddressUsageMetrics())
                .filter(Objects::nonNull)
                .count();
        if (given != 1) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of("Exactly one attribute must be specified");
        }
        boolean hostnames = request.enableDnsHostnames() != null
                && Boolean.TRUE.equals(request.enableDnsHostnames().value());
        if (hostnames && !vpc.enableDnsSupport()) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "You can only enable DNS hostnames if you've enabled DNS support.");
        }
        Vpc changed = vpc.withDns(
                        Attributes.flag(request.enableDnsSupport(), vpc.enableDnsSupport()),
                        Attributes.flag(request.enableDnsHostnames(), vpc.enableDnsHostnames()))
                .withUsageMetrics(Attributes.flag(request.enableNetworkAddressUsageMetrics(), vpc.usageMetrics()));
        return new Outcome<>(
                changed.equals(vpc) ? Change.NONE : Change.put(changed),
                ModifyVpcAttributeResponse.builder().build());
    }

    static Outcome<AssociateVpcCidrBlockResponse> associateCidrBlock(
            Ec2Call call, AssociateVpcCidrBlockRequest request) {
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        boolean ipv6 = Boolean.TRUE.equals(request.amazonProvidedIpv6CidrBlock());
        if (ipv6 && request.cidrBlock() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter amazonProvidedIpv6CidrBlock cannot be used with the parameter cidrBlock");
        }
        if (ipv6) {
            Vpc.CidrAssociation added = Ipv6Blocks.next(call);
            return new Outcome<>(
                    Ipv6Blocks.associate(call, vpc, added),
                    AssociateVpcCidrBlockResponse.builder()
                            .vpcId(vpc.key())
                            .ipv6CidrBlockAssociation(viewIpv6(added, "associating"))
                            .build());
        }
        if (request.cidrBlock() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("cidrBlock");
        }
        Cidr cidr = block(request.cidrBlock());
        Quota quota = Quota.IPV4_CIDR_BLOCKS_PER_VPC;
        call.check(
                quota,
                vpc.blocks(Family.IPV4).size() + 1L,
                vpc.id(),
                call.quotas().of(quota));
        SecondaryBlocks.check(call, vpc, cidr);
        Vpc.CidrAssociation added = NewVpc.block(cidr, call.context().ids());
        List<Vpc.CidrAssociation> blocks = new ArrayList<>(vpc.cidrBlocks());
        blocks.add(added);
        return new Outcome<>(
                Change.put(vpc.withCidrBlocks(blocks)),
                AssociateVpcCidrBlockResponse.builder()
                        .vpcId(vpc.key())
                        .cidrBlockAssociation(view(added, "associating"))
                        .build());
    }

    static Outcome<DisassociateVpcCidrBlockResponse> disassociateCidrBlock(
            Ec2Call call, DisassociateVpcCidrBlockRequest request) {
        String id = request.associationId();
        if (id == null) {
            throw Ec2Error.MISSING_PARAMETER.of("associationId");
        }
        Vpc vpc = call.all(Vpc.class).stream()
                .filter(v ->
                        v.cidrBlocks().stream().anyMatch(b -> b.id().value().equals(id)))
                .findFirst()
                .orElseThrow(() -> Ec2Error.CIDR_ASSOCIATION_NOT_FOUND.of(id));
        Vpc.CidrAssociation block = vpc.cidrBlocks().stream()
                .filter(b -> b.id().value().equals(id))
                .findFirst()
                .orElseThrow();
        if (block.equals(vpc.cidrBlocks().getFirst())) {
            throw Ec2Error.OPERATION_NOT_PERMITTED.of("The vpc CIDR block with association ID " + id
                    + " may not be disassociated. It is the primary IPv4 CIDR block of the VPC");
        }
        if (in(call, Subnet.class, Subnet::vpcId, vpc)
                .anyMatch(
                        s -> s.cidr().filter(block.cidr()::contains).isPresent() || Ipv6Blocks.isIn(block.cidr(), s))) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of(
                    "The vpc CIDR block '" + block.cidr() + "' has dependencies and cannot be disassociated.");
        }
        List<Vpc.CidrAssociation> rest =
                vpc.cidrBlocks().stream().filter(b -> !b.equals(block)).toList();
        Change.Builder change = Change.builder().put(vpc.withCidrBlocks(rest));
        // A route that was put in the place of its local one goes with that.
        Route.Destination destination = new Route.ToCidr(block.cidr());
        in(call, RouteTable.class, RouteTable::vpcId, vpc)
                .filter(table -> table.route(destination).isPresent())
                .forEach(table -> change.put(table.withRoutes(table.routes().stream()
                        .filter(route -> !route.destination().equals(destination))
                        .toList())));
        DisassociateVpcCidrBlockResponse.Builder answer =
                DisassociateVpcCidrBlockResponse.builder().vpcId(vpc.key());
        if (block.cidr().family() == Family.IPV6) {
            answer.ipv6CidrBlockAssociation(viewIpv6(block, "disassociating"));
        } else {
            answer.cidrBlockAssociation(view(block, "disassociating"));
        }
        return new Outcome<>(change.build(), answer.build());
    }

    /** The VPC that a request means when it names none. */
    public static Vpc requireDefault(Ec2Call call) {
        return DefaultVpc.find(call.snapshot(), call.scope()).orElseThrow(Ec2Error.NO_DEFAULT_VPC::of);
    }

    private static boolean hasDependents(Ec2Call call, Vpc vpc) {
        return in(call, Subnet.class, Subnet::vpcId, vpc).findAny().isPresent()
                || in(call, NetworkInterface.class, NetworkInterface::vpcId, vpc)
                        .findAny()
                        .isPresent()
                || call.all(InternetGateway.class).stream()
                        .anyMatch(g -> g.vpcId().equals(Optional.of(vpc.id())))
                || in(call, EgressOnlyInternetGateway.class, EgressOnlyInternetGateway::vpcId, vpc)
                        .findAny()
                        .isPresent()
                || in(call, RouteTable.class, RouteTable::vpcId, vpc).anyMatch(t -> !t.isMain())
                || in(call, NetworkAcl.class, NetworkAcl::vpcId, vpc).anyMatch(a -> !a.isDefault())
                || call.snapshot().by(Indexes.GROUPS_BY_VPC, vpc.id()).values().stream()
                        .anyMatch(g -> !g.name().equals("default"))
                || in(call, VpcEndpoint.class, VpcEndpoint::vpcId, vpc)
                        .anyMatch(e -> e.state() != VpcEndpoint.State.DELETING);
    }

    private static <E extends Entity> Stream<E> in(Ec2Call call, Class<E> kind, Function<E, VpcId> vpcId, Vpc vpc) {
        return call.all(kind).stream().filter(e -> vpcId.apply(e).equals(vpc.id()));
    }

    private static Filters<Vpc> filters() {
        return new Filters<Vpc>()
                .one("cidr", Vpc::primaryCidr)
                .one("cidr-block", Vpc::primaryCidr)
                .many(
                        "cidr-block-association.cidr-block",
                        v -> v.blocks(Family.IPV4).stream().map(Vpc.CidrAssociation::cidr))
                .many(
                        "cidr-block-association.association-id",
                        v -> v.blocks(Family.IPV4).stream().map(Vpc.CidrAssociation::id))
                .many(
                        "cidr-block-association.state",
                        v -> v.blocks(Family.IPV4).stream().map(b -> "associated"))
                .many(
                        "ipv6-cidr-block-association.association-id",
                        v -> v.blocks(Family.IPV6).stream().map(Vpc.CidrAssociation::id))
                .many(
                        "ipv6-cidr-block-association.ipv6-cidr-block",
                        v -> v.blocks(Family.IPV6).stream().map(Vpc.CidrAssociation::cidr))
                .many(
                        "ipv6-cidr-block-association.ipv6-pool",
                        v -> v.blocks(Family.IPV6).stream().map(b -> POOL))
                .many(
                        "ipv6-cidr-block-association.state",
                        v -> v.blocks(Family.IPV6).stream().map(b -> "associated"))
                .one("dhcp-options-id", DhcpOptionSets::idOf)
                .one("is-default", Vpc::isDefault)
                .one("isDefault", Vpc::isDefault)
                .one("owner-id", v -> v.scope().account())
                .one("state", v -> "available")
                .one("vpc-id", Vpc::id)
                .tags(Vpc::tags);
    }

    private static Cidr block(String text) {
        Cidr cidr = Blocks.ipv4(text, "cidrBlock");
        if (cidr.length() < LENGTH_MIN
                || cidr.length() > LENGTH_MAX
                || RESERVED.stream().anyMatch(cidr::overlaps)) {
            throw Ec2Error.VPC_RANGE.of(text);
        }
        return cidr;
    }

    /** A VPC as its creation answers it. */
    private static software.amazon.awssdk.services.ec2.model.Vpc created(Ec2Call call, Vpc vpc) {
        return view(call, vpc).toBuilder()
                .state("pending")
                .ipv6CidrBlockAssociationSet(vpc.blocks(Family.IPV6).stream()
                        .map(b -> viewIpv6(b, "associating"))
                        .toList())
                .tags(TagRules.view(vpc.tags()))
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.Vpc view(Ec2Call call, Vpc vpc) {
        return software.amazon.awssdk.services.ec2.model.Vpc.builder()
                .vpcId(vpc.key())
                .ownerId(vpc.scope().account().value())
                .state("available")
                .cidrBlock(vpc.primaryCidr().toString())
                .cidrBlockAssociationSet(vpc.blocks(Family.IPV4).stream()
                        .map(b -> view(b, "associated"))
                        .toList())
                .ipv6CidrBlockAssociationSet(ipv6(vpc))
                .dhcpOptionsId(DhcpOptionSets.idOf(vpc))
                .instanceTenancy("default")
                .isDefault(vpc.isDefault())
                .blockPublicAccessStates(b -> b.internetGatewayBlockMode(
                        PublicAccess.of(call.snapshot(), vpc).blocked().wireName()))
                .tags(TagRules.viewIfAny(vpc.tags()))
                .build();
    }

    /** Absent where there is none. */
    private static @Nullable List<VpcIpv6CidrBlockAssociation> ipv6(Vpc vpc) {
        List<VpcIpv6CidrBlockAssociation> blocks = vpc.blocks(Family.IPV6).stream()
                .map(block -> viewIpv6(block, "associated"))
                .toList();
        return blocks.isEmpty() ? null : blocks;
    }

    /** One that is being associated has no range yet. */
    private static VpcIpv6CidrBlockAssociation viewIpv6(Vpc.CidrAssociation block, String state) {
        return VpcIpv6CidrBlockAssociation.builder()
                .associationId(block.id().value())
                .ipv6CidrBlock(state.equals("associating") ? "" : block.cidr().toString())
                .ipv6CidrBlockState(s -> s.state(state))
                .networkBorderGroup(null)
                .ipv6Pool(POOL)
                .ipSource("amazon")
                .ipv6AddressAttribute("public")
                .build();
    }

    private static VpcCidrBlockAssociation view(Vpc.CidrAssociation block, String state) {
        return VpcCidrBlockAssociation.builder()
                .associationId(block.id().value())
                .cidrBlock(block.cidr().toString())
                .cidrBlockState(s -> s.state(state))
                .build();
    }
}
