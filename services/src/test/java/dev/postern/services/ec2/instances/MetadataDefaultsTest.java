package dev.postern.services.ec2.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.services.ec2.Ec2Fixture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.GetInstanceMetadataDefaultsRequest;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataDefaultsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataDefaultsRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** What an account says of the metadata service of its new instances, and what their launches make of it. */
final class MetadataDefaultsTest {
    private static final String ENFORCED =
            "UnsupportedOperation: You can't launch instances with IMDSv1 because httpTokensEnforced is enabled for this"
                    + " account.";

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String subnet = fixture.subnet(fixture.vpc("10.0.0.0/16"), "10.0.1.0/24");

    private void prefer(Consumer<ModifyInstanceMetadataDefaultsRequest.Builder> what) {
        assertThat(fixture.ask(c -> c.modifyInstanceMetadataDefaults(what)).returnValue())
                .isTrue();
    }

    private String defaults() {
        InstanceMetadataDefaultsResponse said = fixture.ask(c -> c.getInstanceMetadataDefaults(
                        GetInstanceMetadataDefaultsRequest.builder().build()))
                .accountLevel();
        assertThat(said.managedByAsString()).isEqualTo("account");
        return said.httpTokensAsString() + " " + said.httpPutResponseHopLimit() + " " + said.httpEndpointAsString()
                + " " + said.instanceMetadataTagsAsString() + " " + said.httpTokensEnforcedAsString();
    }

    private static RunInstancesRequest launch(Consumer<InstanceMetadataOptionsRequest.Builder> options, String subnet) {
        return RunInstancesRequest.builder()
                .imageId(BuiltInImage.SHARED.id(Region.US_EAST_1).value())
                .instanceType("t3.micro")
                .minCount(1)
                .maxCount(1)
                .subnetId(subnet)
                .metadataOptions(options)
                .build();
    }

    private String run(Consumer<InstanceMetadataOptionsRequest.Builder> options) {
        return fixture.ask(c -> c.runInstances(launch(options, subnet)))
                .instances()
                .getFirst()
                .instanceId();
    }

    private String refusal(Consumer<InstanceMetadataOptionsRequest.Builder> options) {
        return fixture.refusal(c -> c.runInstances(launch(options, subnet)));
    }

    private String optionsOf(String instance) {
        InstanceMetadataOptionsResponse options = fixture.ask(c -> c.describeInstances(r -> r.instanceIds(instance)))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .metadataOptions();
        return options.httpTokensAsString() + " " + options.httpPutResponseHopLimit() + " "
                + options.httpEndpointAsString() + " " + options.instanceMetadataTagsAsString();
    }

    @Test
    void standWhereALaunchSaysNothing() {
        assertThat(defaults()).isEqualTo("null null null null null");
        assertThat(optionsOf(run(o -> {}))).isEqualTo("optional 1 enabled disabled");
        prefer(d -> d.httpTokens("required").httpPutResponseHopLimit(2).instanceMetadataTags("enabled"));
        assertThat(defaults()).isEqualTo("required 2 null enabled null");
        assertThat(optionsOf(run(o -> {}))).isEqualTo("required 2 enabled enabled");
        assertThat(optionsOf(run(o -> o.httpTokens("optional").httpPutResponseHopLimit(3))))
                .as("each option by itself")
                .isEqualTo("optional 3 enabled enabled");
        prefer(d -> d.httpEndpoint("disabled").httpTokens("no-preference").httpPutResponseHopLimit(-1));
        assertThat(defaults()).isEqualTo("null null disabled enabled null");
        assertThat(optionsOf(run(o -> {}))).isEqualTo("optional 1 disabled enabled");
        prefer(d -> d.httpEndpoint("no-preference").instanceMetadataTags("no-preference"));
        assertThat(defaults()).isEqualTo("null null null null null");
    }

    @Test
    void enforcementLetsNoInstanceAnswerWithoutAToken() {
        String before = run(o -> {});
        prefer(d -> d.httpTokensEnforced("enabled"));
        assertThat(refusal(o -> {})).startsWith(ENFORCED);
        assertThat(refusal(o -> o.httpTokens("optional"))).startsWith(ENFORCED);
        String strict = run(o -> o.httpTokens("required"));
        assertThat(fixture.refusal(c -> c.modifyInstanceMetadataOptions(
                        r -> r.instanceId(strict).httpTokens("optional"))))
                .startsWith(ENFORCED);
        fixture.ask(
                c -> c.modifyInstanceMetadataOptions(r -> r.instanceId(before).httpPutResponseHopLimit(2)));
        assertThat(optionsOf(before)).as("what is there already goes on").startsWith("optional 2");
        prefer(d -> d.httpTokens("required"));
        assertThat(optionsOf(run(o -> {}))).startsWith("required");
        prefer(d -> d.httpTokensEnforced("disabled"));
        assertThat(defaults()).isEqualTo("required null null null disabled");
        assertThat(optionsOf(run(o -> o.httpTokens("optional")))).startsWith("optional");
    }

    @Test
    void badInputIsRefusedAndChangesNothing() {
        assertThat(fixture.refusal(c -> c.modifyInstanceMetadataDefaults(d -> d.httpTokens("never"))))
                .isEqualTo("InvalidParameterValue: Value (never) for parameter HttpTokens is invalid.");
        for (int hops : new int[] {0, -2, 65}) {
            assertThat(fixture.refusal(c -> c.modifyInstanceMetadataDefaults(d -> d.httpPutResponseHopLimit(hops))))
                    .startsWith("InvalidParameterValue: Value (" + hops + ")");
        }
        assertThat(fixture.refusal(c -> c.modifyInstanceMetadataDefaults(
                        d -> d.httpTokens("required").httpEndpoint("on"))))
                .isEqualTo("InvalidParameterValue: Value (on) for parameter HttpEndpoint is invalid.");
        assertThat(fixture.refusal(c -> c.modifyInstanceMetadataDefaults(d -> d.instanceMetadataTags(""))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.modifyInstanceMetadataDefaults(d -> d.httpTokensEnforced("required"))))
                .startsWith("InvalidParameterValue");
        assertThat(defaults()).isEqualTo("null null null null null");
    }
}
