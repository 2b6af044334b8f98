package dev.postern.services.ec2.gateways;

import dev.postern.model.Change;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.interfaces.PublicAddresses;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;

/**
 * Internet gateways.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html">Internet gateways</a>
 */
public final class InternetGateways {
    private InternetGateways() {}

    static Outcome<CreateInternetGatewayResponse> create(Ec2Call call, CreateInternetGatewayRequest request) {
        InternetGateway gateway = new InternetGateway(
                call.scope(),
                new InternetGatewayId(call.newId(InternetGatewayId.PREFIX)),
                Optional.empty(),
                TagRules.of(request.tagSpecifications(), "internet-gateway"));
        return new Outcome<>(
                Change.put(gateway),
                CreateInternetGatewayResponse.builder()
                        .internetGateway(view(gateway))
                        .build());
    }

    static Outcome<AttachInternetGatewayResponse> attach(Ec2Call call, AttachInternetGatewayRequest request) {
        InternetGateway gateway = Noun.INTERNET_GATEWAY.require(call, request.internetGatewayId(), "internetGatewayId");
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        if (gateway.vpcId().isPresent()) {
            throw Ec2Error.ALREADY_ASSOCIATED.of("resource " + gateway.id() + " is already attached to network "
                    + gateway.vpcId().get());
        }
        if (attachedTo(call, vpc.id()).isPresent()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Network " + vpc.id() + " already has an internet gateway attached");
        }
        return new Outcome<>(
                Change.put(gateway.withVpc(Optional.of(vpc.id()))),
                AttachInternetGatewayResponse.builder().build());
    }

    static Outcome<DetachInternetGatewayResponse> detach(Ec2Call call, DetachInternetGatewayRequest request) {
        InternetGateway gateway = Noun.INTERNET_GATEWAY.require(call, request.internetGatewayId(), "internetGatewayId");
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        if (!gateway.vpcId().equals(Optional.of(vpc.id()))) {
            throw Ec2Error.GATEWAY_NOT_ATTACHED.of(gateway.id(), vpc.id());
        }
        PublicAddresses addresses = PublicAddresses.of(call);
        boolean mapped = call.all(NetworkInterface.class).stream()
                .anyMatch(eni -> eni.vpcId().equals(vpc.id()) && addresses.hasAny(eni));
        if (mapped) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of("Network " + vpc.id()
                    + " has some mapped public address(es). Please unmap those public address(es) before detaching the"
                    + " gateway.");
        }
        RouteTable.Associated with = new RouteTable.WithGateway(gateway.id());
        if (call.all(RouteTable.class).stream().anyMatch(table -> table.isWith(with))) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of(
                    "The internetGateway '" + gateway.id() + "' has dependencies and cannot be detached.");
        }
        return new Outcome<>(
                Change.put(gateway.withVpc(Optional.empty())),
                DetachInternetGatewayResponse.builder().build());
    }

    static Outcome<DeleteInternetGatewayResponse> delete(Ec2Call call, DeleteInternetGatewayRequest request) {
        InternetGateway gateway = Noun.INTERNET_GATEWAY.require(call, request.internetGatewayId(), "internetGatewayId");
        if (gateway.vpcId().isPresent()) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of(
                    "The internetGateway '" + gateway.id() + "' has dependencies and cannot be deleted.");
        }
        return new Outcome<>(
                Change.remove(gateway), DeleteInternetGatewayResponse.builder().build());
    }

    static DescribeInternetGatewaysResponse describe(Ec2Call call, DescribeInternetGatewaysRequest request) {
        Ec2Page.refuseWithIds(request.internetGatewayIds(), request.maxResults(), "internetGatewayIdsSet");
        List<InternetGateway> found = new Filters<InternetGateway>()
                .some("attachment.vpc-id", InternetGateway::vpcId)
                .some("attachment.state", g -> g.vpcId().map(v -> "available"))
                .one("internet-gateway-id", InternetGateway::id)
                .one("owner-id", g -> g.scope().account())
                .tags(InternetGateway::tags)
                .apply(request.filters(), Noun.INTERNET_GATEWAY.select(call, request.internetGatewayIds()));
        Ec2Page<InternetGateway> page = Ec2Page.of(
                found,
                InternetGateway::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeInternetGatewaysResponse.builder()
                .internetGateways(
                        page.items().stream().map(InternetGateways::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    public static Optional<InternetGateway> attachedTo(Ec2Call call, VpcId vpc) {
        return call.all(InternetGateway.class).stream()
                .filter(g -> g.vpcId().equals(Optional.of(vpc)))
                .findFirst();
    }

    private static software.amazon.awssdk.services.ec2.model.InternetGateway view(InternetGateway gateway) {
        List<InternetGatewayAttachment> attachments = gateway.vpcId().stream()
                .map(vpc -> InternetGatewayAttachment.builder()
                        .vpcId(vpc.value())
                        .state("available")
                        .build())
                .toList();
        return software.amazon.awssdk.services.ec2.model.InternetGateway.builder()
                .internetGatewayId(gateway.key())
                .ownerId(gateway.scope().account().value())
                .attachments(attachments)
                .tags(TagRules.view(gateway.tags()))
                .build();
    }
}
