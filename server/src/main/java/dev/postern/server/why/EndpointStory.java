package dev.postern.server.why;

import dev.postern.explain.Fix;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.EndpointNames;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.network.trace.Remedy;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Why no resolver knows a name of an interface endpoint: it has them only while it carries traffic.
 *
 * @param privately whether it is a name of the service, which private DNS would lead to it
 */
record EndpointStory(VpcEndpoint endpoint, boolean privately) {
    /** That of the endpoint whose name somebody asks for in a VPC, if it is not to be reached. */
    static Optional<EndpointStory> unanswered(Snapshot snapshot, VpcId vpc, String asked) {
        String name = asked.toLowerCase(Locale.ROOT);
        return own(snapshot, name)
                .map(endpoint -> new EndpointStory(endpoint, false))
                .or(() -> led(snapshot, vpc, name).map(endpoint -> new EndpointStory(endpoint, true)));
    }

    private static Optional<VpcEndpoint> own(Snapshot snapshot, String name) {
        return EndpointNames.claim(name)
                .flatMap(claim -> snapshot.by(Indexes.ENDPOINTS_BY_ID, claim.endpoint()).values().stream()
                        .filter(endpoint -> !endpoint.carriesTraffic())
                        .filter(endpoint -> EndpointNames.of(endpoint)
                                .filter(names -> names.has(claim))
                                .isPresent())
                        .findFirst());
    }

    /** By its name or by a wildcard above; of several that were once made for it, the one that may carry traffic yet, or the last. */
    private static Optional<VpcEndpoint> led(Snapshot snapshot, VpcId vpc, String name) {
        Optional<VpcEndpoint> found = led(snapshot, vpc, name, name);
        for (int dot = name.indexOf('.'); found.isEmpty() && dot >= 0; dot = name.indexOf('.', dot + 1)) {
            String above = name.substring(dot + 1);
            found = led(snapshot, vpc, above, "*." + above);
        }
        return found;
    }

    private static Optional<VpcEndpoint> led(Snapshot snapshot, VpcId vpc, String domain, String name) {
        return snapshot.by(Indexes.ENDPOINTS_BY_PRIVATE_DOMAIN, VpcEndpoint.domainKey(vpc, domain)).values().stream()
                .filter(endpoint -> !endpoint.carriesTraffic())
                .filter(endpoint -> endpoint.byInterfaces()
                        .filter(it -> it.privateNames().contains(name))
                        .isPresent())
                .max(Comparator.comparing((VpcEndpoint endpoint) -> !endpoint.isOver())
                        .thenComparing(VpcEndpoint::createdAt));
    }

    String text() {
        String state = endpoint.state().wireName();
        return privately
                ? "private DNS leads it to " + endpoint.id() + ", which is " + state
                : endpoint.id() + " is " + state;
    }

    /** What would let it carry traffic. */
    Optional<Fix> fix() {
        return Optional.of(endpoint)
                .filter(waiting -> waiting.state() == VpcEndpoint.State.PENDING_ACCEPTANCE)
                .flatMap(waiting -> EndpointService.idIn(waiting.serviceName()))
                .map(service -> new Remedy.AcceptConnection(endpoint.id(), service, endpoint.serviceRegion()))
                .map(remedy -> new Fix(remedy.text(), remedy.awsCommands()));
    }
}
