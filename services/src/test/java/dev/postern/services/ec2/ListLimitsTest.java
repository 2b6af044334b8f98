package dev.postern.services.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;

class ListLimitsTest {
    private static final String RESOURCES =
            "ResourceCountExceeded: You have exceeded the number of resources allowed in a single call of this type";
    private static final Tag TAG = Tag.builder().key("k").value("v").build();

    private final Ec2Fixture fixture = new Ec2Fixture();

    static Stream<Arguments> tooLong() {
        List<String> ids = Collections.nCopies(1001, "vpc-0123456789abcdef0");
        List<String> many = Collections.nCopies(201, "1");
        return Stream.of(
                one(ec2 -> ec2.createTags(r -> r.resources(ids).tags(TAG)), RESOURCES),
                one(ec2 -> ec2.deleteTags(r -> r.resources(ids)), RESOURCES),
                one(
                        ec2 -> ec2.deleteTags(r -> r.resources(ids.getFirst()).tags(Collections.nCopies(1001, TAG))),
                        "InvalidParameterValue: Tags cannot contain over 1000 values."),
                one(ec2 -> ec2.createFlowLogs(r -> r.resourceIds(ids)), RESOURCES),
                one(ec2 -> ec2.deleteFlowLogs(r -> r.flowLogIds(ids)), RESOURCES),
                one(ec2 -> ec2.describeFlowLogs(r -> r.flowLogIds(ids)), RESOURCES),
                one(ec2 -> ec2.terminateInstances(r -> r.instanceIds(ids)), RESOURCES),
                one(ec2 -> ec2.describeInstanceCreditSpecifications(r -> r.instanceIds(ids)), RESOURCES),
                one(
                        ec2 -> ec2.describeInstanceStatus(r -> r.instanceIds(ids)),
                        "InvalidRequest: 1001 exceeds the maximum number of instance IDs that can be specificied (100)."
                                + " Please specify fewer than 100 instance IDs."),
                one(
                        ec2 -> ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings(many)),
                        "InvalidParameterValue: InstanceTypes cannot contain over 100 values."),
                one(
                        ec2 -> ec2.deleteLaunchTemplateVersions(
                                r -> r.launchTemplateName("some").versions(many)),
                        "InvalidParameterValue: Versions cannot contain over 200 values."));
    }

    private static Arguments one(Function<Ec2Client, ?> call, String refusal) {
        return Arguments.of(call, refusal);
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void refusesLongerListsThanEc2Takes(Function<Ec2Client, ?> call, String refusal) {
        assertThat(fixture.refusal(call)).isEqualTo(refusal);
    }

    @Test
    void takesAsLongOnesAsEc2Does() {
        String vpc = fixture.vpc("10.0.0.0/16");
        fixture.ask(ec2 ->
                ec2.createTags(r -> r.resources(Collections.nCopies(1000, vpc)).tags(TAG)));
        assertThat(fixture.ask(ec2 -> ec2.describeVpcs(r -> r.vpcIds(vpc)))
                        .vpcs()
                        .getFirst()
                        .tags())
                .contains(TAG);
    }
}
