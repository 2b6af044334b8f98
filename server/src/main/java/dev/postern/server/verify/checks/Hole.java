package dev.postern.server.verify.checks;

import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.request.Caller;
import java.util.List;
import java.util.Optional;

/**
 * A request that a perimeter must refuse and that is allowed.
 *
 * @param caller who makes it; empty for an AWS service
 * @param who the caller for people
 * @param resource its ARN
 * @param network from where, for people
 * @param endpoint by which it comes; empty where it comes by none
 * @param made condition keys that the request has beside those of the plainest one, and facts about a made-up stranger
 * @param letBy what each policy says to it
 */
public record Hole(
        Optional<Caller> caller,
        String who,
        String action,
        String resource,
        String network,
        Optional<VpcEndpointId> endpoint,
        List<String> made,
        List<String> letBy) {
    public Hole {
        made = List.copyOf(made);
        letBy = List.copyOf(letBy);
    }
}
