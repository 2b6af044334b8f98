package dev.postern.network.trace;

import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.Balanced;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What decides on the way by an endpoint to a service, and through a load balancer. */
public sealed interface BalancerRule extends Rule {
    /**
     * An endpoint leads to a service of somebody who has accepted it.
     *
     * @param entrance at which of its interfaces
     * @param node the interface of the service's balancer to which it leads from there
     */
    record Conducted(
            VpcEndpointId endpoint, NetworkInterfaceId entrance, EndpointServiceId service, NetworkInterfaceId node)
            implements BalancerRule {
        @Override
        public String text() {
            return endpoint + " leads to " + service + ", at " + node;
        }
    }

    /**
     * A listener gives the connection to a target.
     *
     * @param all to whom it gives others, each once
     */
    record BalancedTo(String balancer, Balanced.Target target, List<Balanced.Target> all) implements BalancerRule {
        public BalancedTo {
            all = List.copyOf(all);
        }

        @Override
        public String text() {
            return "to the target " + target.at()
                    + (target.keepsClient() ? "" : ", as the balancer")
                    + others(
                            "connections",
                            all.stream().filter(other -> !other.equals(target)).map(Balanced.Target::at));
        }
    }

    /** In brackets, to whom others go; nothing if there is nobody else. */
    static String others(String what, Stream<String> whom) {
        String all = whom.collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : " (other " + what + ": " + all + ")";
    }

    /** A balancer knows the connection that it gave to a target, and whose it is. */
    record BalancedAnswer(String balancer, Ip client) implements BalancerRule {
        @Override
        public String text() {
            return "an answer to " + client;
        }
    }

    /** A listener has no target that is to be reached from its zone. */
    record NoTarget(String balancer, Protocol protocol, int key) implements BalancerRule {
        @Override
        public String text() {
            return "the listener " + protocol + " " + key + " of " + balancer + " has no target in this zone";
        }
    }

    /** A target that sees who connects would see itself, and gets no packet from itself by its interface. */
    record Hairpin(String balancer, Ip client) implements BalancerRule {
        @Override
        public String text() {
            return client + " is the target itself, and " + balancer + " keeps who connects";
        }
    }

    /** An endpoint that nobody has accepted, or that was rejected, or is going. */
    record NotConnected(NetworkInterfaceId eni, VpcEndpointId endpoint, VpcEndpoint.State state)
            implements BalancerRule {
        @Override
        public String text() {
            return endpoint + " is " + state.wireName();
        }
    }
}
