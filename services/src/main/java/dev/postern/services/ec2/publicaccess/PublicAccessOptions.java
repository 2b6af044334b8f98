package dev.postern.services.ec2.publicaccess;

import dev.postern.model.Change;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions.Mode;
import dev.postern.services.ec2.call.Choice;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.storage.Cloud.Outcome;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.DescribeVpcBlockPublicAccessOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcBlockPublicAccessOptionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcBlockPublicAccessOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcBlockPublicAccessOptionsResponse;

/**
 * What an account blocks in a Region.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcBlockPublicAccessOptions.html">VpcBlockPublicAccessOptions</a>
 */
final class PublicAccessOptions {
    private PublicAccessOptions() {}

    static DescribeVpcBlockPublicAccessOptionsResponse describe(
            Ec2Call call, DescribeVpcBlockPublicAccessOptionsRequest request) {
        return DescribeVpcBlockPublicAccessOptionsResponse.builder()
                .vpcBlockPublicAccessOptions(view(call, of(call)))
                .build();
    }

    static Outcome<ModifyVpcBlockPublicAccessOptionsResponse> modify(
            Ec2Call call, ModifyVpcBlockPublicAccessOptionsRequest request) {
        VpcBlockPublicAccessOptions options = new VpcBlockPublicAccessOptions(
                call.scope(),
                Choice.require(
                        request.internetGatewayBlockModeAsString(),
                        "InternetGatewayBlockMode",
                        Mode.class,
                        Mode::wireName),
                call.now(),
                false);
        return new Outcome<>(
                Change.put(options),
                ModifyVpcBlockPublicAccessOptionsResponse.builder()
                        .vpcBlockPublicAccessOptions(view(call, Optional.of(options)))
                        .build());
    }

    private static Optional<VpcBlockPublicAccessOptions> of(Ec2Call call) {
        return call.snapshot().find(VpcBlockPublicAccessOptions.class, call.scope(), VpcBlockPublicAccessOptions.KEY);
    }

    private static software.amazon.awssdk.services.ec2.model.VpcBlockPublicAccessOptions view(
            Ec2Call call, Optional<VpcBlockPublicAccessOptions> options) {
        return software.amazon.awssdk.services.ec2.model.VpcBlockPublicAccessOptions.builder()
                .awsAccountId(call.scope().account().value())
                .awsRegion(call.region().toString())
                .state(state(options))
                .internetGatewayBlockMode(options.map(VpcBlockPublicAccessOptions::mode)
                        .orElse(Mode.OFF)
                        .wireName())
                .lastUpdateTimestamp(
                        options.map(VpcBlockPublicAccessOptions::updatedAt).orElse(null))
                .managedBy("account")
                .exclusionsAllowed("allowed")
                .build();
    }

    private static String state(Optional<VpcBlockPublicAccessOptions> options) {
        return options.map(one -> one.complete() ? "update-complete" : "update-in-progress")
                .orElse("default-state");
    }
}
