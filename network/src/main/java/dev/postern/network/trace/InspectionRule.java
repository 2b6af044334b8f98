package dev.postern.network.trace;

import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.Packet;
import java.util.List;

/** What decides on the way through a Gateway Load Balancer. */
public sealed interface InspectionRule extends Rule {
    /**
     * A node sends the packet to an appliance, in GENEVE.
     *
     * @param packet as it comes to the node
     * @param all to whom it sends other flows, each once
     */
    record Encapsulated(String balancer, Packet packet, Ip appliance, List<Ip> all) implements InspectionRule {
        public Encapsulated {
            all = List.copyOf(all);
        }

        @Override
        public String text() {
            return "to the appliance " + appliance + ", in GENEVE"
                    + BalancerRule.others(
                            "flows",
                            all.stream()
                                    .filter(other -> !other.equals(appliance))
                                    .map(Ip::toString));
        }
    }

    /** The balancer has no appliance that is to be reached from its zone. */
    record NoAppliance(String balancer) implements InspectionRule {
        @Override
        public String text() {
            return balancer + " has no appliance in this zone";
        }
    }

    /**
     * An appliance got the packet. Whether it gives it back is its own affair: no rule says so.
     *
     * @param instance whose the appliance is
     */
    record Inspected(InstanceId instance, Ip appliance) implements InspectionRule {
        @Override
        public String text() {
            return instance + " inspects it; if it gives it back, it goes on";
        }
    }

    /** The way from a balancer's node to an appliance, or back, does not end at who should get it. */
    record NotAtAppliance(String balancer, Ip appliance) implements InspectionRule {
        @Override
        public String text() {
            return appliance + " is no appliance that " + balancer + " can speak to";
        }
    }

    /** What an appliance gives back goes on from the endpoint. */
    record GivenBack(VpcEndpointId endpoint, NetworkInterfaceId entrance) implements InspectionRule {
        @Override
        public String text() {
            return "on from " + endpoint;
        }
    }

    /** Only what was sent to an appliance comes back from one. */
    record NotSent(String balancer, Protocol protocol, int key) implements InspectionRule {
        @Override
        public String text() {
            return balancer + " gets nothing but what appliances give back, at UDP 6081";
        }
    }
}
