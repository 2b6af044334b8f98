package dev.postern.model.ec2;

import dev.postern.model.Scope;
import java.time.Instant;
import java.util.List;

/**
 * An idempotency token that a request carried, so that its repetition finds what the first one made.
 *
 * @param key the operation and the token
 * @param requestHash of the request's other parameters: the same token with others is an error
 * @param resources the ids that the first request made
 */
public record ClientToken(Scope scope, String key, String requestHash, List<String> resources, Instant createdAt)
        implements Ec2Resource {

    public ClientToken {
        resources = List.copyOf(resources);
    }
}
