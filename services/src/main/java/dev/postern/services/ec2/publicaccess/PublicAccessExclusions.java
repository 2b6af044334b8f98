package dev.postern.services.ec2.publicaccess;

import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion.Mode;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion.State;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusionId;
import dev.postern.model.ec2.VpcId;
import dev.postern.services.ec2.call.Choice;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateVpcBlockPublicAccessExclusionRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcBlockPublicAccessExclusionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcBlockPublicAccessExclusionRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcBlockPublicAccessExclusionResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcBlockPublicAccessExclusionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcBlockPublicAccessExclusionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcBlockPublicAccessExclusionRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcBlockPublicAccessExclusionResponse;

/**
 * VPCs and subnets of which less is blocked; a VPC or subnet has one exclusion at most.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcBlockPublicAccessExclusion.html">VpcBlockPublicAccessExclusion</a>
 */
final class PublicAccessExclusions {
    /** Of an account in a Region. */
    private static final int EXCLUSIONS_MAX = 50;

    private PublicAccessExclusions() {}

    static Outcome<CreateVpcBlockPublicAccessExclusionResponse> create(
            Ec2Call call, CreateVpcBlockPublicAccessExclusionRequest request) {
        Mode mode = mode(request.internetGatewayExclusionModeAsString());
        if (request.vpcId() == null && request.subnetId() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("VpcId or SubnetId");
        }
        if (request.vpcId() != null && request.subnetId() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of("Exactly one of VpcId and SubnetId must be specified");
        }
        Optional<Subnet> subnet =
                Optional.ofNullable(request.subnetId()).map(id -> Noun.SUBNET.require(call, id, "SubnetId"));
        VpcId vpc = subnet.map(Subnet::vpcId)
                .orElseGet(
                        () -> Noun.VPC.require(call, request.vpcId(), "VpcId").id());
        VpcBlockPublicAccessExclusion exclusion = new VpcBlockPublicAccessExclusion(
                call.scope(),
                new VpcBlockPublicAccessExclusionId(call.newId(VpcBlockPublicAccessExclusionId.PREFIX)),
                vpc,
                subnet.map(Subnet::id),
                mode,
                State.CREATE_IN_PROGRESS,
                call.now(),
                call.now(),
                Optional.empty(),
                TagRules.of(request.tagSpecifications(), "vpc-block-public-access-exclusion"));
        checkNew(call, exclusion);
        return new Outcome<>(
                Change.put(exclusion),
                CreateVpcBlockPublicAccessExclusionResponse.builder()
                        .vpcBlockPublicAccessExclusion(view(exclusion))
                        .build());
    }

    private static void checkNew(Ec2Call call, VpcBlockPublicAccessExclusion exclusion) {
        boolean taken = call.snapshot().by(Indexes.EXCLUSIONS_BY_VPC, exclusion.vpcId()).values().stream()
                .anyMatch(other -> other.excluded().equals(exclusion.excluded()));
        if (taken) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "A VPC block public access exclusion already exists for " + exclusion.excluded());
        }
        long inForce = call.all(VpcBlockPublicAccessExclusion.class).stream()
                .filter(other -> other.state().isInForce())
                .count();
        if (inForce >= EXCLUSIONS_MAX) {
            throw Ec2Error.EXCLUSION_LIMIT.of();
        }
    }

    static Outcome<ModifyVpcBlockPublicAccessExclusionResponse> modify(
            Ec2Call call, ModifyVpcBlockPublicAccessExclusionRequest request) {
        VpcBlockPublicAccessExclusion exclusion = inForce(call, request.exclusionId())
                .withMode(mode(request.internetGatewayExclusionModeAsString()), call.now());
        return new Outcome<>(
                Change.put(exclusion),
                ModifyVpcBlockPublicAccessExclusionResponse.builder()
                        .vpcBlockPublicAccessExclusion(view(exclusion))
                        .build());
    }

    static Outcome<DeleteVpcBlockPublicAccessExclusionResponse> delete(
            Ec2Call call, DeleteVpcBlockPublicAccessExclusionRequest request) {
        VpcBlockPublicAccessExclusion exclusion =
                inForce(call, request.exclusionId()).deleted(call.now());
        return new Outcome<>(
                Change.put(exclusion),
                DeleteVpcBlockPublicAccessExclusionResponse.builder()
                        .vpcBlockPublicAccessExclusion(view(exclusion))
                        .build());
    }

    /** One that was not deleted. */
    private static VpcBlockPublicAccessExclusion inForce(Ec2Call call, @Nullable String id) {
        VpcBlockPublicAccessExclusion exclusion = Noun.PUBLIC_ACCESS_EXCLUSION.require(call, id, "ExclusionId");
        if (!exclusion.state().isInForce()) {
            throw Ec2Error.EXCLUSION_NOT_FOUND.of(exclusion.id());
        }
        return exclusion;
    }

    static DescribeVpcBlockPublicAccessExclusionsResponse describe(
            Ec2Call call, DescribeVpcBlockPublicAccessExclusionsRequest request) {
        Ec2Page.refuseWithIds(request.exclusionIds(), request.maxResults(), "exclusionIds");
        List<VpcBlockPublicAccessExclusion> found = new Filters<VpcBlockPublicAccessExclusion>()
                .one("resource-arn", PublicAccessExclusions::arn)
                .one("internet-gateway-exclusion-mode", one -> one.mode().wireName())
                .one("state", one -> text(one.state()))
                .tags(VpcBlockPublicAccessExclusion::tags)
                .apply(request.filters(), Noun.PUBLIC_ACCESS_EXCLUSION.select(call, request.exclusionIds()));
        Ec2Page<VpcBlockPublicAccessExclusion> page = Ec2Page.of(
                found,
                VpcBlockPublicAccessExclusion::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeVpcBlockPublicAccessExclusionsResponse.builder()
                .vpcBlockPublicAccessExclusions(
                        page.items().stream().map(PublicAccessExclusions::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static Mode mode(@Nullable String text) {
        return Choice.require(text, "InternetGatewayExclusionMode", Mode.class, Mode::wireName);
    }

    private static Arn arn(VpcBlockPublicAccessExclusion exclusion) {
        String kind = exclusion.subnetId().isPresent() ? "subnet/" : "vpc/";
        return Arn.of("ec2", exclusion.scope(), kind + exclusion.excluded());
    }

    private static software.amazon.awssdk.services.ec2.model.VpcBlockPublicAccessExclusion view(
            VpcBlockPublicAccessExclusion exclusion) {
        return software.amazon.awssdk.services.ec2.model.VpcBlockPublicAccessExclusion.builder()
                .exclusionId(exclusion.key())
                .internetGatewayExclusionMode(exclusion.mode().wireName())
                .resourceArn(arn(exclusion).toString())
                .state(text(exclusion.state()))
                .creationTimestamp(exclusion.createdAt())
                .lastUpdateTimestamp(exclusion.updatedAt())
                .deletionTimestamp(exclusion.deletedAt().orElse(null))
                .tags(TagRules.view(exclusion.tags()))
                .build();
    }

    private static String text(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
