package dev.postern.server.history;

import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import java.time.Instant;
import java.util.Optional;

/**
 * A request that was refused.
 *
 * @param number grows with each refusal that is kept
 * @param sequence of the newest snapshot when it was refused
 * @param action as {@code s3:GetObject}; where no policy was asked, the service and its operation
 * @param error AWS's code
 * @param text AWS's words
 * @param decision the whole of it; empty where something else than policies refused
 */
public record RefusedRequest(
        long number,
        long sequence,
        RequestContext context,
        String action,
        String error,
        String text,
        Optional<Decision> decision)
        implements Refused {
    @Override
    public Instant at() {
        return context.now();
    }
}
