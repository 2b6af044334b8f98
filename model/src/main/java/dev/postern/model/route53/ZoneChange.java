package dev.postern.model.route53;

import dev.postern.model.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of a zone, as GetChange tells of it. The resolvers read the newest state of the cloud, so that it is in force with the
 * commit that made it.
 *
 * @param id {@code C...}
 */
public record ZoneChange(Scope scope, String id, Instant submittedAt, Optional<String> comment)
        implements Route53Resource {
    @Override
    public String key() {
        return id;
    }
}
