package dev.postern.model.request;

import dev.postern.model.Scope;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import java.util.Optional;

/**
 * The network's facts about a request: how it reached the service. They come from the socket, never from the request.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">Global
 *     condition keys, "properties of the network"</a>
 */
public sealed interface Connection {
    /** The peer's address as the service sees it. */
    Ip sourceAddress();

    /** Whether the request came over TLS, {@code aws:SecureTransport}. */
    boolean secure();

    /** Through the service's public front door: {@code aws:SourceIp} exists, the endpoint keys do not. */
    record Public(Ip sourceAddress, boolean secure) implements Connection {}

    /**
     * Through a VPC endpoint: {@code aws:SourceVpce}, {@code aws:SourceVpc} and {@code aws:VpcSourceIp} exist,
     * {@code aws:SourceIp} does not.
     *
     * @param vpcScope the account and Region of the VPC
     * @param vpc where the endpoint is
     * @param kind of the endpoint
     * @param networkInterface the interface from which the packets came, if it is one of that VPC
     * @param sourceAddress that interface's private address
     */
    record ThroughEndpoint(
            Scope vpcScope,
            VpcId vpc,
            VpcEndpointId endpoint,
            Kind kind,
            Optional<NetworkInterfaceId> networkInterface,
            Ip sourceAddress,
            boolean secure)
            implements Connection {}

    /** How an endpoint is reached. */
    enum Kind {
        GATEWAY,
        INTERFACE
    }
}
