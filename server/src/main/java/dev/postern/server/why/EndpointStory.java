package dev.postern.server.why;

import dev.postern.explain.Fix;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.EndpointNames;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.network.trace.Remedy;
import java.util.Locale;
import java.util.Optional;

/** Why no resolver knows a name of an interface endpoint: it has them only while it carries traffic. */
record EndpointStory(VpcEndpoint endpoint) {
    /** That of the endpoint whose own name somebody asks for, if it is not to be reached. */
    static Optional<EndpointStory> unanswered(Snapshot snapshot, String name) {
        return EndpointNames.claim(name.toLowerCase(Locale.ROOT))
                .flatMap(claim -> snapshot.by(Indexes.ENDPOINTS_BY_ID, claim.endpoint()).values().stream()
                        .filter(endpoint -> !endpoint.carriesTraffic())
                        .filter(endpoint -> EndpointNames.of(endpoint)
                                .filter(names -> names.has(claim))
                                .isPresent())
                        .findFirst())
                .map(EndpointStory::new);
    }

    String text() {
        return endpoint.id() + " is " + endpoint.state().wireName();
    }

    /** What would let it carry traffic. */
    Optional<Fix> fix() {
        return Optional.of(endpoint)
                .filter(waiting -> waiting.state() == VpcEndpoint.State.PENDING_ACCEPTANCE)
                .flatMap(waiting -> EndpointService.idIn(waiting.scope().region(), waiting.serviceName()))
                .map(service -> new Remedy.AcceptConnection(endpoint.id(), service))
                .map(remedy -> new Fix(remedy.text(), remedy.awsCommands()));
    }
}
