package dev.postern.conformance.soak;

import dev.postern.conformance.Acknowledgements;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/** Makes VPCs with subnets, groups, rules, endpoints and tags, changes them, and deletes them again. */
final class NetworkChurn implements Actor {
    private static final int VPCS_MAX = 2;

    private final Ec2Client ec2;
    private final Calls calls;
    private final Set<String> foreign = new TreeSet<>();
    private final List<Made> made = new ArrayList<>();
    private int round;

    /** A VPC of this actor's with what is in it. */
    private record Made(String vpc, String subnet, String group, String endpoint) {}

    NetworkChurn(Ec2Client ec2, Calls calls) {
        this.ec2 = ec2;
        this.calls = calls;
        ec2.describeVpcs().vpcs().stream().map(Vpc::vpcId).forEach(foreign::add);
    }

    @Override
    public void act(Random random) {
        if (made.isEmpty() || (made.size() < VPCS_MAX && random.nextInt(4) == 0)) {
            made.add(make());
        } else {
            Made one = made.get(random.nextInt(made.size()));
            switch (random.nextInt(6)) {
                case 0 -> {
                    delete(one);
                    made.remove(one);
                }
                case 1 ->
                    calls.set(
                            "tag " + one.vpc() + " round",
                            Integer.toString(++round),
                            () -> ec2.createTags(create -> create.resources(one.vpc())
                                    .tags(Tag.builder()
                                            .key("round")
                                            .value(Integer.toString(round))
                                            .build())));
                case 2, 3 -> allow(one, 1 + random.nextInt(5));
                default -> forbid(one, 1 + random.nextInt(5));
            }
        }
    }

    private Made make() {
        String vpc = calls.create(
                "vpc",
                () -> ec2.createVpc(create -> create.cidrBlock("10.8.0.0/16"))
                        .vpc()
                        .vpcId());
        String subnet = calls.create(
                "subnet",
                () -> ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock("10.8.1.0/24"))
                        .subnet()
                        .subnetId());
        String group = calls.create(
                "group",
                () -> ec2.createSecurityGroup(
                                create -> create.vpcId(vpc).groupName("churn").description("comes and goes"))
                        .groupId());
        String table = ec2.describeRouteTables(describe -> describe.filters(in(vpc)))
                .routeTables()
                .getFirst()
                .routeTableId();
        String endpoint = calls.create(
                "endpoint",
                () -> ec2.createVpcEndpoint(create -> create.vpcId(vpc)
                                .vpcEndpointType(VpcEndpointType.GATEWAY)
                                .serviceName("com.amazonaws.us-east-1.s3")
                                .routeTableIds(table))
                        .vpcEndpoint()
                        .vpcEndpointId());
        return new Made(vpc, subnet, group, endpoint);
    }

    private void allow(Made one, int port) {
        String thing = rule(one, port);
        if (!calls.acknowledgements().present(thing)) {
            calls.set(
                    thing,
                    Acknowledgements.PRESENT,
                    () -> ec2.authorizeSecurityGroupIngress(authorize -> authorize
                            .groupId(one.group())
                            .ipProtocol("tcp")
                            .fromPort(port)
                            .toPort(port)
                            .cidrIp("10.8.0.0/16")));
        }
    }

    private void forbid(Made one, int port) {
        String thing = rule(one, port);
        if (calls.acknowledgements().present(thing)) {
            calls.remove(
                    thing,
                    () -> ec2.revokeSecurityGroupIngress(revoke -> revoke.groupId(one.group())
                            .ipProtocol("tcp")
                            .fromPort(port)
                            .toPort(port)
                            .cidrIp("10.8.0.0/16")));
        }
    }

    private static String rule(Made one, int port) {
        return "rule " + one.group() + " " + port;
    }

    private void delete(Made one) {
        calls.remove(
                "endpoint " + one.endpoint(),
                () -> ec2.deleteVpcEndpoints(delete -> delete.vpcEndpointIds(one.endpoint())));
        for (int port = 1; port <= 5; port++) {
            calls.acknowledgements().asking(rule(one, port), Acknowledgements.ABSENT);
        }
        calls.remove("group " + one.group(), () -> ec2.deleteSecurityGroup(delete -> delete.groupId(one.group())));
        calls.remove("subnet " + one.subnet(), () -> ec2.deleteSubnet(delete -> delete.subnetId(one.subnet())));
        String tag = "tag " + one.vpc() + " round";
        calls.acknowledgements().asking(tag, Acknowledgements.ABSENT);
        calls.remove("vpc " + one.vpc(), () -> ec2.deleteVpc(delete -> delete.vpcId(one.vpc())));
        calls.acknowledgements().acknowledged(tag, Acknowledgements.ABSENT);
    }

    /** Starts afresh: what there is of this actor's is deleted, acknowledged or not. */
    @Override
    public void recover() {
        made.clear();
        for (Vpc vpc : ec2.describeVpcs().vpcs()) {
            if (!foreign.contains(vpc.vpcId())) {
                demolish(vpc.vpcId());
            }
        }
    }

    private void demolish(String vpc) {
        for (var endpoint :
                ec2.describeVpcEndpoints(describe -> describe.filters(in(vpc))).vpcEndpoints()) {
            if (!endpoint.stateAsString().equalsIgnoreCase("deleted")) {
                calls.remove(
                        "endpoint " + endpoint.vpcEndpointId(),
                        () -> ec2.deleteVpcEndpoints(delete -> delete.vpcEndpointIds(endpoint.vpcEndpointId())));
            }
        }
        for (var group : ec2.describeSecurityGroups(describe -> describe.filters(in(vpc)))
                .securityGroups()) {
            if (!group.groupName().equals("default")) {
                for (int port = 1; port <= 5; port++) {
                    calls.acknowledgements().asking("rule " + group.groupId() + " " + port, Acknowledgements.ABSENT);
                }
                calls.remove(
                        "group " + group.groupId(),
                        () -> ec2.deleteSecurityGroup(delete -> delete.groupId(group.groupId())));
            }
        }
        for (var subnet :
                ec2.describeSubnets(describe -> describe.filters(in(vpc))).subnets()) {
            calls.remove(
                    "subnet " + subnet.subnetId(),
                    () -> ec2.deleteSubnet(delete -> delete.subnetId(subnet.subnetId())));
        }
        calls.acknowledgements().asking("tag " + vpc + " round", Acknowledgements.ABSENT);
        calls.remove("vpc " + vpc, () -> ec2.deleteVpc(delete -> delete.vpcId(vpc)));
    }

    private static Filter in(String vpc) {
        return Filter.builder().name("vpc-id").values(vpc).build();
    }

    static String round(List<Tag> tags) {
        return tags.stream()
                .filter(tag -> tag.key().equals("round"))
                .map(Tag::value)
                .findFirst()
                .orElse(Acknowledgements.ABSENT);
    }
}
