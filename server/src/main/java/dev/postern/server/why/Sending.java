package dev.postern.server.why;

import dev.postern.model.ec2.InstanceId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.Optional;

/** What can really be sent of a question. */
public sealed interface Sending {
    /**
     * A packet.
     *
     * @param from empty for the internet's side
     * @param port 0 for ICMP
     * @param answered whether who gets it surely answers, so that silence means that it, or the answer, did not arrive
     */
    record OfPacket(Optional<InstanceId> from, Ip source, Protocol protocol, Ip destination, int port, boolean answered)
            implements Sending {}

    /**
     * A request from an instance.
     *
     * @param script what sends it, for a shell inside
     */
    record OfRequest(InstanceId from, String what, String script) implements Sending {}

    /** Nothing can be sent. */
    record Nothing(String because) implements Sending {}
}
