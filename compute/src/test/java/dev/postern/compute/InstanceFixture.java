package dev.postern.compute;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.ImageId;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.ReservationId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcCidrAssociationId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Instances of one VPC as values. */
final class InstanceFixture {
    private static final Scope SCOPE = new Scope(new AccountId("111122223333"), Region.US_EAST_1);
    private static final VpcId VPC = new VpcId("vpc-00000000000000001");
    private static final SubnetId SUBNET = new SubnetId("subnet-00000000000000001");
    private static final NetworkInterfaceId INTERFACE = new NetworkInterfaceId("eni-00000000000000001");
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private InstanceFixture() {}

    static InstanceId id(int number) {
        return new InstanceId("i-%017x".formatted(number));
    }

    static Instance instance(int number, Instance.State state, int boots, String shutdownBehavior) {
        return new Instance(
                SCOPE,
                id(number),
                new Instance.Launch(
                        new ReservationId("r-00000000000000001"),
                        0,
                        new ImageId("ami-00000000000000001"),
                        Optional.empty(),
                        Optional.empty()),
                new Instance.Placement(VPC, SUBNET, INTERFACE),
                new Instance.Life(state, AT, Optional.empty(), AT, boots),
                new Instance.Options(
                        "t3.micro",
                        Optional.empty(),
                        Optional.empty(),
                        Instance.MetadataOptions.DEFAULT,
                        false,
                        shutdownBehavior,
                        PrivateNames.DEFAULT),
                Tags.NONE);
    }

    static Instance instance(int number, Instance.State state) {
        return instance(number, state, 1, "stop");
    }

    /** A snapshot with the network that every instance of the fixture is in. */
    static Snapshot network() {
        Vpc vpc = new Vpc(
                SCOPE,
                VPC,
                List.of(new Vpc.CidrAssociation(
                        new VpcCidrAssociationId("vpc-cidr-assoc-00000000000000001"), Cidr.of("10.0.0.0/16"))),
                false,
                true,
                true,
                new Vpc.RegionOptions(),
                Tags.NONE);
        NetworkInterface networkInterface = new NetworkInterface(
                SCOPE,
                INTERFACE,
                VPC,
                SUBNET,
                new Mac("02:00:00:00:00:01"),
                List.of(Ip.of("10.0.0.5")),
                Optional.empty(),
                List.of(),
                true,
                "",
                new NetworkInterface.Free(),
                Tags.NONE);
        return Snapshot.EMPTY.apply(
                1, Change.builder().put(vpc).put(networkInterface).build());
    }
}
