package dev.postern.network;

import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Protocol;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A service behind a gateway endpoint. It answers at its public addresses, in the router, to those whose route table leads there.
 *
 * @param prefixList the list of the service's addresses
 * @param blocks those to which a route table leads through the endpoint
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html">Gateway endpoints</a>
 */
public record GatewayService(
        VpcEndpointId endpoint, PrefixListId prefixList, String serviceName, SortedSet<Cidr> blocks) implements Door {

    public GatewayService {
        blocks = Collections.unmodifiableSortedSet(new TreeSet<>(blocks));
    }

    /** With the blocks of both. */
    GatewayService and(GatewayService other) {
        TreeSet<Cidr> both = new TreeSet<>(blocks);
        both.addAll(other.blocks);
        return new GatewayService(endpoint, prefixList, serviceName, both);
    }

    @Override
    public String label() {
        return serviceName;
    }

    @Override
    public boolean answers(Protocol protocol, int key) {
        return isWeb(protocol, key);
    }

    /** Whether it is where services answer, behind an endpoint and at their public front doors. */
    public static boolean isWeb(Protocol protocol, int key) {
        return Holder.WEB.contains(new Holder.Opening(protocol, key));
    }

    @Override
    public String toString() {
        return endpoint + " (" + serviceName + ")";
    }
}
