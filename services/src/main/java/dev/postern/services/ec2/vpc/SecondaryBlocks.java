package dev.postern.services.ec2.vpc;

import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Cidr;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.peering.Peerings;
import java.util.List;

/**
 * Which blocks may join those that a VPC has: none that overlaps one of its own or of a VPC that is peered with it, none from a private
 * range that is not that of the VPC, and none that a route leads away from the VPC.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions">IPv4
 *     CIDR block association restrictions</a>
 */
final class SecondaryBlocks {
    // The private ranges of RFC 1918.
    private static final Cidr PRIVATE_10 = Cidr.of("10.0.0.0/8");
    private static final Cidr PRIVATE_172 = Cidr.of("172.16.0.0/12");
    private static final Cidr PRIVATE_192 = Cidr.of("192.168.0.0/16");
    private static final List<Cidr> PRIVATE = List.of(PRIVATE_10, PRIVATE_172, PRIVATE_192);

    private static final Cidr FIRST_OF_10 = Cidr.of("10.0.0.0/15");
    private static final Cidr CLOSED_TO_10 = Cidr.of("10.0.0.0/16");
    private static final Cidr CLOSED_TO_172 = Cidr.of("172.31.0.0/16");

    private SecondaryBlocks() {}

    static void check(Ec2Call call, Vpc vpc, Cidr cidr) {
        if (vpc.overlaps(cidr)) {
            throw Ec2Error.VPC_RANGE.of(cidr);
        }
        if (isRestricted(vpc, cidr)) {
            throw Ec2Error.VPC_RESTRICTED.of(cidr);
        }
        Peerings.overlapping(call.snapshot(), vpc.id(), cidr).ifPresent(_ -> {
            throw Ec2Error.VPC_PEERED.of(cidr);
        });
        boolean routedAway = call.all(RouteTable.class).stream()
                .filter(table -> table.vpcId().equals(vpc.id()))
                .flatMap(table -> table.routes().stream())
                .anyMatch(route -> route.destination() instanceof Route.ToCidr(Cidr to) && cidr.contains(to));
        if (routedAway) {
            throw Ec2Error.VPC_ROUTED.of(cidr);
        }
    }

    /** The range of the first block decides which other ranges are closed. */
    private static boolean isRestricted(Vpc vpc, Cidr cidr) {
        boolean foreign =
                PRIVATE.stream().anyMatch(range -> range.overlaps(cidr) && !range.overlaps(vpc.primaryCidr()));
        boolean closedTo10 = CLOSED_TO_10.overlaps(cidr)
                && vpc.cidrBlocks().stream().anyMatch(old -> FIRST_OF_10.overlaps(old.cidr()));
        boolean closedTo172 = CLOSED_TO_172.overlaps(cidr) && PRIVATE_172.overlaps(vpc.primaryCidr());
        return foreign || closedTo10 || closedTo172;
    }
}
