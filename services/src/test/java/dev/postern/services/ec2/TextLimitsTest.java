package dev.postern.services.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceType;

class TextLimitsTest {
    private static final String LONG = "x".repeat(256);
    private static final String LONGEST = "x".repeat(255);

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.0.0/24");

    @Test
    void interfacesHaveDescriptionsOf255Characters() {
        String refused = "InvalidParameterValue: Value (" + LONG
                + ") for parameter description is invalid. It exceeds 255 characters";
        assertThat(fixture.refusal(ec2 ->
                        ec2.createNetworkInterface(r -> r.subnetId(subnet).description(LONG))))
                .isEqualTo(refused);
        String eni = fixture.ask(ec2 ->
                        ec2.createNetworkInterface(r -> r.subnetId(subnet).description(LONGEST)))
                .networkInterface()
                .networkInterfaceId();
        assertThat(fixture.refusal(ec2 -> ec2.modifyNetworkInterfaceAttribute(
                        r -> r.networkInterfaceId(eni).description(d -> d.value(LONG)))))
                .isEqualTo(refused);
        fixture.ask(ec2 -> ec2.modifyNetworkInterfaceAttribute(
                r -> r.networkInterfaceId(eni).description(d -> d.value("é".repeat(255)))));
        assertThat(fixture.refusal(ec2 -> ec2.runInstances(
                        r -> r.imageId(BuiltInImage.SHARED.id(Region.US_EAST_1).value())
                                .instanceType(InstanceType.T3_MICRO)
                                .minCount(1)
                                .maxCount(1)
                                .networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                                        .deviceIndex(0)
                                        .subnetId(subnet)
                                        .description(LONG)
                                        .build()))))
                .isEqualTo(refused);
    }

    static Stream<Function<Ec2Client, Object>> versions() {
        return Stream.of(
                ec2 -> ec2.createLaunchTemplate(r -> r.launchTemplateName("other")
                        .versionDescription(LONG)
                        .launchTemplateData(d -> d.instanceType(InstanceType.T3_MICRO))),
                ec2 -> ec2.createLaunchTemplateVersion(r -> r.launchTemplateName("one")
                        .versionDescription(LONG)
                        .launchTemplateData(d -> d.instanceType(InstanceType.T3_MICRO))));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void versionsOfTemplatesHaveDescriptionsOf255Characters(Function<Ec2Client, Object> call) {
        fixture.ask(ec2 -> ec2.createLaunchTemplate(r -> r.launchTemplateName("one")
                .versionDescription(LONGEST)
                .launchTemplateData(d -> d.instanceType(InstanceType.T3_MICRO))));
        assertThat(fixture.refusal(call))
                .isEqualTo("InvalidParameterValue: Value (" + LONG
                        + ") for parameter VersionDescription is invalid. It exceeds 255 characters");
    }

    static Stream<Arguments> tokens() {
        return Stream.of(
                Arguments.of(64, (Function<String, Function<Ec2Client, Object>>)
                        token -> ec2 -> ec2.createEgressOnlyInternetGateway(r -> r.vpcId(
                                        ec2.describeVpcs().vpcs().getFirst().vpcId())
                                .clientToken(token))),
                Arguments.of(128, (Function<String, Function<Ec2Client, Object>>) token ->
                        ec2 -> ec2.createLaunchTemplate(r -> r.launchTemplateName("tokens")
                                .clientToken(token)
                                .launchTemplateData(d -> d.instanceType(InstanceType.T3_MICRO)))),
                Arguments.of(255, (Function<String, Function<Ec2Client, Object>>)
                        token -> ec2 -> ec2.createManagedPrefixList(r -> r.prefixListName("tokens")
                                .addressFamily("IPv4")
                                .maxEntries(1)
                                .clientToken(token))));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void clientTokensAreAsLongAsTheOperationSays(int most, Function<String, Function<Ec2Client, Object>> call) {
        assertThat(fixture.refusal(call.apply("x".repeat(most + 1))))
                .isEqualTo("InvalidParameterValue: Invalid client token: it exceeds " + most + " characters");
        assertThat(fixture.ask(call.apply("x".repeat(most)))).isNotNull();
    }
}
