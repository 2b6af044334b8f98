package dev.postern.network;

import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.util.List;

/**
 * An interface that is plugged into an instance.
 *
 * @param deviceIndex 0 for the instance's primary interface
 * @param privateIps the primary first
 * @param sourceDestCheck whether packets must come from and go to one of its own addresses
 * @param groups its security groups
 */
public record InterfaceIntent(
        NetworkInterfaceId id,
        InstanceId instance,
        int deviceIndex,
        Mac mac,
        List<Ip> privateIps,
        SubnetId subnet,
        boolean sourceDestCheck,
        GroupSet groups) {
    public InterfaceIntent {
        privateIps = List.copyOf(privateIps);
    }
}
