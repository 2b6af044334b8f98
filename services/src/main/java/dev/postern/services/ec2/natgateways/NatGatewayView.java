package dev.postern.services.ec2.natgateways;

import dev.postern.model.ec2.NatGateway;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.TagRules;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;

/** NAT gateways as EC2 shows them: of one that is pending, of its addresses only what was asked for. */
final class NatGatewayView {
    private NatGatewayView() {}

    static software.amazon.awssdk.services.ec2.model.NatGateway of(NatGateway nat) {
        boolean told = nat.state() == NatGateway.State.FAILED || nat.state() == NatGateway.State.DELETED;
        Optional<NatGateway.Failure> failure = nat.failure().filter(_ -> told);
        return software.amazon.awssdk.services.ec2.model.NatGateway.builder()
                .natGatewayId(nat.key())
                .vpcId(nat.vpcId().value())
                .subnetId(nat.subnetId().value())
                .connectivityType(nat.connectivity().wireName())
                .availabilityMode("zonal")
                .state(nat.state().wireName())
                .failureCode(failure.map(NatGateway.Failure::code).orElse(null))
                .failureMessage(failure.map(NatGateway.Failure::message).orElse(null))
                .createTime(nat.createdAt())
                .deleteTime(nat.deletedAt().orElse(null))
                .natGatewayAddresses(addresses(nat))
                .tags(TagRules.view(nat.tags()))
                .build();
    }

    private static List<NatGatewayAddress> addresses(NatGateway nat) {
        if (nat.state() == NatGateway.State.PENDING) {
            return nat.addresses().stream()
                    .map(address -> NatGatewayAddress.builder()
                            .allocationId(address.elastic()
                                    .map(NatGateway.Elastic::allocationId)
                                    .orElse(null))
                            .build())
                    .toList();
        }
        return nat.addresses().stream().map(address -> address(nat, address)).toList();
    }

    static NatGatewayAddress address(NatGateway nat, NatGateway.NatAddress address) {
        return address(nat, address, status(nat, address));
    }

    /** The same, while it becomes so. */
    static NatGatewayAddress address(NatGateway nat, NatGateway.NatAddress address, String status) {
        Optional<NatGateway.Link> link = address.elastic().flatMap(NatGateway.Elastic::link);
        return NatGatewayAddress.builder()
                .allocationId(
                        address.elastic().map(NatGateway.Elastic::allocationId).orElse(null))
                .associationId(link.map(one -> one.associationId().value()).orElse(null))
                .publicIp(link.map(one -> one.publicIp().toString()).orElse(null))
                .privateIp(address.privateIp().map(Ip::toString).orElse(null))
                .networkInterfaceId(nat.interfaceId().map(Object::toString).orElse(null))
                .isPrimary(address.equals(nat.addresses().getFirst()))
                .status(status)
                .failureMessage(
                        status.equals("failed")
                                ? nat.failure().map(NatGateway.Failure::message).orElse(null)
                                : null)
                .build();
    }

    private static String status(NatGateway nat, NatGateway.NatAddress address) {
        if (nat.failure().isPresent()) {
            return "failed";
        }
        boolean isPublic = nat.connectivity() == NatGateway.Connectivity.PUBLIC;
        return address.serves() ? "succeeded" : isPublic ? "disassociating" : "unassigning";
    }
}
