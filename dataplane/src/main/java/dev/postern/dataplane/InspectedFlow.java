package dev.postern.dataplane;

import dev.postern.model.net.Ip;

/**
 * A flow that a node of a Gateway Load Balancer remembers.
 *
 * @param endpoint the number in the id of the endpoint that it comes by: its last 16 digits
 * @param appliance where its packets go
 * @param protocol by its number; 0 where flows are told apart by less
 * @param lower one of its two ends, in the order of their numbers
 * @param upper the other one
 */
public record InspectedFlow(long endpoint, Ip appliance, int protocol, End lower, End upper) {
    /** The same flow at the same appliance, whatever is counted of it. */
    public InspectedFlow uncounted() {
        return new InspectedFlow(endpoint, appliance, protocol, lower.uncounted(), upper.uncounted());
    }

    /**
     * An end.
     *
     * @param port 0 where flows are told apart by less, and where they have none
     * @param sent how many packets from it were sent to the appliance; what TCP hands over at once is one
     * @param back how many that it sent the appliance gave back; larger pieces are cut before they get there
     */
    public record End(Ip address, int port, long sent, long back) {
        private End uncounted() {
            return new End(address, port, 0, 0);
        }
    }
}
