package dev.postern.services.ec2.gateways;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.ec2.Vpc;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateEgressOnlyInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateEgressOnlyInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteEgressOnlyInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteEgressOnlyInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;

/**
 * Egress-only internet gateways. A route to one that is deleted becomes a blackhole.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html">Egress-only internet gateways</a>
 */
final class EgressOnlyInternetGateways {
    private static final int PAGE_MAX = 255;

    private EgressOnlyInternetGateways() {}

    static Outcome<CreateEgressOnlyInternetGatewayResponse> create(
            Ec2Call call, CreateEgressOnlyInternetGatewayRequest request) {
        return Idempotency.once(
                call,
                "CreateEgressOnlyInternetGateway",
                request.clientToken(),
                request,
                () -> {
                    EgressOnlyInternetGateway gateway = make(call, request);
                    return new Idempotency.Made<>(
                            Change.put(gateway), created(gateway, request.clientToken()), List.of(gateway.key()));
                },
                ids -> created(Noun.EGRESS_GATEWAY.require(call, ids.getFirst()), request.clientToken()));
    }

    private static EgressOnlyInternetGateway make(Ec2Call call, CreateEgressOnlyInternetGatewayRequest request) {
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        if (!call.snapshot().by(Indexes.EGRESS_GATEWAYS_BY_VPC, vpc.id()).isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Network " + vpc.id() + " already has an egress-only internet gateway attached");
        }
        call.check(
                Quota.EGRESS_GATEWAYS_PER_REGION,
                call.all(EgressOnlyInternetGateway.class).size() + 1L);
        return new EgressOnlyInternetGateway(
                call.scope(),
                new EgressOnlyInternetGatewayId(call.newId(EgressOnlyInternetGatewayId.PREFIX)),
                vpc.id(),
                TagRules.of(request.tagSpecifications(), "egress-only-internet-gateway"));
    }

    private static CreateEgressOnlyInternetGatewayResponse created(
            EgressOnlyInternetGateway gateway, @Nullable String token) {
        return CreateEgressOnlyInternetGatewayResponse.builder()
                .egressOnlyInternetGateway(view(gateway))
                .clientToken(token)
                .build();
    }

    static Outcome<DeleteEgressOnlyInternetGatewayResponse> delete(
            Ec2Call call, DeleteEgressOnlyInternetGatewayRequest request) {
        EgressOnlyInternetGateway gateway =
                Noun.EGRESS_GATEWAY.require(call, request.egressOnlyInternetGatewayId(), "egressOnlyInternetGatewayId");
        return new Outcome<>(
                Change.remove(gateway),
                DeleteEgressOnlyInternetGatewayResponse.builder()
                        .returnCode(true)
                        .build());
    }

    static DescribeEgressOnlyInternetGatewaysResponse describe(
            Ec2Call call, DescribeEgressOnlyInternetGatewaysRequest request) {
        Ec2Page.checkMost(request.maxResults(), PAGE_MAX);
        Ec2Page.refuseWithIds(
                request.egressOnlyInternetGatewayIds(), request.maxResults(), "egressOnlyInternetGatewayIdsSet");
        List<EgressOnlyInternetGateway> found = new Filters<EgressOnlyInternetGateway>()
                .tags(EgressOnlyInternetGateway::tags)
                .apply(request.filters(), Noun.EGRESS_GATEWAY.select(call, request.egressOnlyInternetGatewayIds()));
        Ec2Page<EgressOnlyInternetGateway> page = Ec2Page.of(
                found,
                EgressOnlyInternetGateway::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeEgressOnlyInternetGatewaysResponse.builder()
                .egressOnlyInternetGateways(page.items().stream()
                        .map(EgressOnlyInternetGateways::view)
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.EgressOnlyInternetGateway view(
            EgressOnlyInternetGateway gateway) {
        return software.amazon.awssdk.services.ec2.model.EgressOnlyInternetGateway.builder()
                .egressOnlyInternetGatewayId(gateway.key())
                .attachments(InternetGatewayAttachment.builder()
                        .vpcId(gateway.vpcId().value())
                        .state("attached")
                        .build())
                .tags(TagRules.view(gateway.tags()))
                .build();
    }
}
