package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.time.Instant;
import java.util.Optional;

/**
 * A path that Reachability Analyzer can be asked about.
 *
 * @param source the id of an instance, an interface or an internet gateway
 * @param destination the same or a gateway endpoint's; empty where only an address is the destination
 * @param protocol TCP or UDP
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/reachability/how-reachability-analyzer-works.html">How
 *     Reachability Analyzer works</a>
 */
public record NetworkInsightsPath(
        Scope scope,
        NetworkInsightsPathId id,
        String source,
        Optional<String> destination,
        Optional<Ip> sourceIp,
        Optional<Ip> destinationIp,
        Protocol protocol,
        Optional<Integer> destinationPort,
        Instant createdAt,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public NetworkInsightsPath withTags(Tags newTags) {
        return new NetworkInsightsPath(
                scope, id, source, destination, sourceIp, destinationIp, protocol, destinationPort, createdAt, newTags);
    }
}
