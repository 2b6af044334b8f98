package dev.postern.testkit;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusionId;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.ec2.VpcId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** VPC Block Public Access in a topology. */
public final class BlockedAccess {
    private BlockedAccess() {}

    /** What the account blocks. */
    public static void block(Topology cloud, VpcBlockPublicAccessOptions.Mode mode) {
        Vpc any = cloud.snapshot().all(Vpc.class).stream().findFirst().orElseThrow();
        cloud.put(new VpcBlockPublicAccessOptions(any.scope(), mode, Instant.EPOCH, true));
    }

    /** Excludes a subnet. */
    public static VpcBlockPublicAccessExclusion exclude(
            Topology cloud, SubnetId id, VpcBlockPublicAccessExclusion.Mode mode) {
        Subnet subnet = cloud.get(Subnet.class, id.value());
        return put(cloud, subnet.vpcId(), Optional.of(id), mode);
    }

    /** Excludes a whole VPC. */
    public static VpcBlockPublicAccessExclusion exclude(
            Topology cloud, VpcId id, VpcBlockPublicAccessExclusion.Mode mode) {
        return put(cloud, id, Optional.empty(), mode);
    }

    private static VpcBlockPublicAccessExclusion put(
            Topology cloud, VpcId vpc, Optional<SubnetId> subnet, VpcBlockPublicAccessExclusion.Mode mode) {
        VpcBlockPublicAccessExclusion exclusion =
                exclusion(cloud.get(Vpc.class, vpc.value()).scope(), vpc, subnet, mode);
        cloud.put(exclusion);
        return exclusion;
    }

    /** An exclusion with the id that its VPC or subnet has, so that each has one. */
    public static VpcBlockPublicAccessExclusion exclusion(
            Scope scope, VpcId vpc, Optional<SubnetId> subnet, VpcBlockPublicAccessExclusion.Mode mode) {
        String of = subnet.map(SubnetId::value).orElse(vpc.value());
        return new VpcBlockPublicAccessExclusion(
                scope,
                new VpcBlockPublicAccessExclusionId(
                        VpcBlockPublicAccessExclusionId.PREFIX + of.substring(of.indexOf('-'))),
                vpc,
                subnet,
                mode,
                VpcBlockPublicAccessExclusion.State.CREATE_COMPLETE,
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                Tags.NONE);
    }

    /** Something blocked in a few of many clouds, with exclusions of some subnets. */
    static void add(Random random, Topology cloud, List<SubnetId> subnets) {
        if (random.nextInt(100) >= 15) {
            return;
        }
        block(cloud, one(random, VpcBlockPublicAccessOptions.Mode.values()));
        for (SubnetId subnet : subnets) {
            if (random.nextInt(100) < 30) {
                exclude(cloud, subnet, one(random, VpcBlockPublicAccessExclusion.Mode.values()));
            }
        }
        if (random.nextInt(100) < 20) {
            VpcId vpc = cloud.get(Subnet.class, subnets.getFirst().value()).vpcId();
            exclude(cloud, vpc, one(random, VpcBlockPublicAccessExclusion.Mode.values()));
        }
    }

    private static <T> T one(Random random, T[] of) {
        return of[random.nextInt(of.length)];
    }
}
