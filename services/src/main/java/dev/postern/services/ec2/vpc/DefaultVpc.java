package dev.postern.services.ec2.vpc;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkAclAssociationId;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.request.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The VPC that every account has in every Region: a subnet with public addresses in each zone, and a way to the internet.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html">Default VPCs</a>
 */
public final class DefaultVpc {
    private static final Cidr BLOCK = Cidr.of("172.31.0.0/16");
    private static final int SUBNET_LENGTH = 20;
    private static final int SUBNET_SIZE = 1 << (32 - SUBNET_LENGTH);

    private DefaultVpc() {}

    /** The change that makes a Region's default VPC; the empty change where there is one already. */
    public static Change create(Snapshot snapshot, Scope scope, Ids ids) {
        return find(snapshot, scope).isPresent() ? Change.NONE : create(scope, ids);
    }

    /** The account's default VPC, unless it was deleted. */
    public static Optional<Vpc> find(Snapshot snapshot, Scope scope) {
        return snapshot.all(Vpc.class).in(scope).stream().filter(Vpc::isDefault).findFirst();
    }

    /** The blocks that default subnets can have, in their order. */
    static Stream<Cidr> subnetBlocks() {
        return IntStream.range(0, 1 << (SUBNET_LENGTH - BLOCK.length()))
                .mapToObj(i -> new Cidr(BLOCK.address().plus((long) SUBNET_SIZE * i), SUBNET_LENGTH));
    }

    static Subnet subnet(Vpc vpc, Cidr block, AvailabilityZone zone, Ids ids) {
        return new Subnet(
                vpc.scope(),
                new SubnetId(ids.ec2(SubnetId.PREFIX)),
                vpc.id(),
                Optional.of(block),
                Optional.empty(),
                zone.name(),
                zone.id(),
                true,
                true,
                false,
                PrivateNames.DEFAULT,
                false,
                Tags.NONE);
    }

    private static Change create(Scope scope, Ids ids) {
        Vpc vpc = new Vpc(
                scope,
                new VpcId(ids.ec2(VpcId.PREFIX)),
                List.of(NewVpc.block(BLOCK, ids)),
                true,
                true,
                true,
                new Vpc.RegionOptions(),
                Tags.NONE);
        InternetGateway gateway = new InternetGateway(
                scope, new InternetGatewayId(ids.ec2(InternetGatewayId.PREFIX)), Optional.of(vpc.id()), Tags.NONE);
        Route toInternet = new Route(
                new Route.ToCidr(Cidr.ALL_IPV4), new Route.ViaInternetGateway(gateway.id()), Route.Origin.CREATE_ROUTE);
        NetworkAcl acl = NewVpc.defaultAcl(vpc, ids);
        Change.Builder change = Change.builder()
                .put(vpc)
                .put(gateway)
                .put(NewVpc.mainRouteTable(vpc, ids).withRoutes(List.of(toInternet)))
                .put(NewVpc.defaultSecurityGroup(vpc, ids));
        List<NetworkAcl.Association> edges = new ArrayList<>();
        for (AvailabilityZone zone : AvailabilityZone.of(scope.region())) {
            Cidr block = subnetBlocks().skip(edges.size()).findFirst().orElseThrow();
            Subnet subnet = subnet(vpc, block, zone, ids);
            change.put(subnet);
            edges.add(new NetworkAcl.Association(
                    new NetworkAclAssociationId(ids.ec2(NetworkAclAssociationId.PREFIX)), subnet.id()));
        }
        return change.put(acl.withAssociations(edges)).build();
    }
}
