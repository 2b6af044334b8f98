package dev.postern.guest;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.AttachmentId;
import dev.postern.model.ec2.ImageId;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.InstanceProfileAssociationId;
import dev.postern.model.ec2.KeyPair;
import dev.postern.model.ec2.KeyPairId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.ReservationId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetCidrAssociationId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcCidrAssociationId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small cloud: one VPC with an instance that has a public address, a profile and user data, and two VPCs more. */
public final class CloudFixture {
    public static final Scope SCOPE = new Scope(new AccountId("111122223333"), Region.US_EAST_1);
    public static final VpcId VPC = new VpcId("vpc-00000000000000001");
    public static final VpcId OTHER_VPC = new VpcId("vpc-00000000000000002");
    public static final VpcId MUTE_VPC = new VpcId("vpc-00000000000000003");
    public static final InstanceId INSTANCE = new InstanceId("i-00000000000000001");
    public static final Instant LAUNCHED = Instant.parse("2026-03-01T10:00:00Z");
    private static final SubnetId SUBNET = new SubnetId("subnet-00000000000000001");
    private static final NetworkInterfaceId INTERFACE = new NetworkInterfaceId("eni-00000000000000001");
    private static final SecurityGroupId GROUP = new SecurityGroupId("sg-00000000000000001");

    private CloudFixture() {}

    public static Snapshot snapshot() {
        return Snapshot.EMPTY.apply(
                1,
                Change.builder()
                        .put(vpc(VPC, true))
                        .put(vpc(OTHER_VPC, true))
                        .put(vpc(MUTE_VPC, false))
                        .put(new Subnet(
                                SCOPE,
                                SUBNET,
                                VPC,
                                Optional.of(Cidr.of("10.0.0.0/24")),
                                Optional.empty(),
                                "us-east-1a",
                                "use1-az1",
                                false,
                                true,
                                false,
                                PrivateNames.DEFAULT,
                                false,
                                Tags.NONE))
                        .put(new SecurityGroup(SCOPE, GROUP, VPC, List.of(), "web", "web", List.of(), Tags.NONE))
                        .put(new KeyPair(
                                SCOPE,
                                new KeyPairId("key-00000000000000001"),
                                "my-key",
                                "ed25519",
                                "fp",
                                "ssh-ed25519 AAAA my-key",
                                LAUNCHED,
                                Tags.NONE))
                        .put(new InstanceProfile(
                                Scope.ofAccount(SCOPE.account()),
                                "app",
                                "/",
                                "AIPAAAAAAAAAAAAAAAAAA",
                                Optional.of("app-role"),
                                LAUNCHED,
                                Tags.NONE))
                        .put(networkInterface())
                        .put(instance())
                        .build());
    }

    public static Instance instance() {
        return new Instance(
                SCOPE,
                INSTANCE,
                new Instance.Launch(
                        new ReservationId("r-00000000000000001"),
                        0,
                        new ImageId("ami-00000000000000001"),
                        Optional.of("my-key"),
                        Optional.empty()),
                new Instance.Placement(VPC, SUBNET, INTERFACE),
                new Instance.Life(Instance.State.RUNNING, LAUNCHED, Optional.empty(), LAUNCHED, 1),
                new Instance.Options(
                        "t3.micro",
                        Optional.of(Base64.getEncoder().encodeToString("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8))),
                        Optional.of(new Instance.ProfileAssociation(
                                new InstanceProfileAssociationId("iip-assoc-00000000000000001"), "app", LAUNCHED)),
                        new Instance.MetadataOptions("optional", 2, true, false, true),
                        false,
                        "stop",
                        PrivateNames.DEFAULT),
                Tags.of(Map.of("Name", "web")));
    }

    /** Gives IPv6 to the VPC, its subnet and its interface. */
    public static Change ipv6(Snapshot snapshot) {
        Vpc vpc = snapshot.find(Vpc.class, SCOPE, VPC.value()).orElseThrow();
        List<Vpc.CidrAssociation> blocks = new ArrayList<>(vpc.cidrBlocks());
        blocks.add(new Vpc.CidrAssociation(
                new VpcCidrAssociationId("vpc-cidr-assoc-00000000000000009"), Cidr.of("2001:db8:8000::/56")));
        return Change.builder()
                .put(vpc.withCidrBlocks(blocks))
                .put(snapshot.find(Subnet.class, SCOPE, SUBNET.value())
                        .orElseThrow()
                        .withIpv6(
                                Optional.of(new Subnet.Ipv6Block(
                                        new SubnetCidrAssociationId("subnet-cidr-assoc-00000000000000001"),
                                        Cidr.of("2001:db8:8000::/64"))),
                                false))
                .put(networkInterface().withIpv6Ips(List.of(Ip.of("2001:db8:8000::6"), Ip.of("2001:db8:8000::5"))))
                .build();
    }

    public static Instance with(Instance.MetadataOptions metadata) {
        return instance().withOptions(instance().options().withMetadata(metadata));
    }

    public static Instance with(PrivateNames names) {
        return instance().withOptions(instance().options().withNames(names));
    }

    private static NetworkInterface networkInterface() {
        return new NetworkInterface(
                SCOPE,
                INTERFACE,
                VPC,
                SUBNET,
                new Mac("02:00:00:00:00:01"),
                List.of(Ip.of("10.0.0.5")),
                Optional.of(Ip.of("198.19.0.5")),
                List.of(GROUP),
                true,
                "",
                new NetworkInterface.Attachment(
                        new AttachmentId("eni-attach-00000000000000001"), INSTANCE, 0, LAUNCHED, true),
                Tags.NONE);
    }

    private static Vpc vpc(VpcId id, boolean dns) {
        return new Vpc(
                SCOPE,
                id,
                List.of(new Vpc.CidrAssociation(
                        new VpcCidrAssociationId(id.value().replace("vpc-", "vpc-cidr-assoc-")),
                        Cidr.of("10.0.0.0/16"))),
                false,
                dns,
                dns,
                new Vpc.RegionOptions(),
                Tags.NONE);
    }
}
