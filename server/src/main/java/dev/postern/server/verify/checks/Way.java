package dev.postern.server.verify.checks;

import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.request.Connection;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Distinctions;
import java.util.List;
import java.util.Optional;

/**
 * From where a request may come.
 *
 * @param shown for people
 * @param endpoint through which, if through one
 * @param foreign whether the endpoint is somebody else's
 * @param policy the endpoint's
 * @param keys the condition keys of the network
 */
record Way(
        Connection connection,
        String shown,
        Optional<VpcEndpoint> endpoint,
        boolean foreign,
        Optional<Distinctions> policy,
        ConditionContext keys) {
    /** Whether a service of a Region can be reached by it. */
    boolean leadsTo(String service, String region) {
        return endpoint.isEmpty()
                || foreign
                || endpoint.get().serviceName().equals("com.amazonaws." + region + "." + service);
    }

    List<Distinctions> policies() {
        return policy.map(List::of).orElse(List.of());
    }
}
