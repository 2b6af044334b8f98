package dev.postern.server.history;

import dev.postern.policy.Decision;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What was decided last against the request that this thread serves. Suppositions, which serve no request, leave no trace. To an
 * allowed request it costs the look at one scoped value.
 */
public final class LastDecision {
    private static final ScopedValue<LastDecision> CURRENT = ScopedValue.newInstance();

    private @Nullable Decision refusal;

    /** A listener of the authorizer. */
    public static void note(Decision decision) {
        if (!decision.allowed() && CURRENT.isBound()) {
            CURRENT.get().refusal = decision;
        }
    }

    /** Serves a request; what is decided meanwhile on this thread is noted here. */
    public <R> R during(Callable<R> request) throws Exception {
        return ScopedValue.where(CURRENT, this).call(request::call);
    }

    public Optional<Decision> refusal() {
        return Optional.ofNullable(refusal);
    }
}
