package dev.postern.model.request;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * All that a handler may know about the request besides its parameters. It travels with the thread.
 *
 * @param requestId unique, and in every answer
 * @param caller who signed
 * @param region the Region that the request was signed for, or that its host name says
 * @param connection how it came
 * @param userAgent the client's own words, may be empty
 * @param now when the request arrived; handlers read no other clock
 * @param ids where new identifiers come from
 */
public record RequestContext(
        String requestId, Caller caller, Region region, Connection connection, String userAgent, Instant now, Ids ids) {
    private static final ScopedValue<RequestContext> CURRENT = ScopedValue.newInstance();

    /** The context of the request that this thread serves. */
    public static RequestContext current() {
        return CURRENT.orElseThrow(() -> new IllegalStateException("no request is being served on this thread"));
    }

    /** Runs a handler with this context. */
    public <R> R call(Callable<R> handler) throws Exception {
        return ScopedValue.where(CURRENT, this).call(handler::call);
    }

    /** The caller's account; a service that answers anonymous callers asks {@link #caller()} instead. */
    public AccountId account() {
        return caller.accountId().orElseThrow(() -> new IllegalStateException("an anonymous caller has no account"));
    }

    /** The caller's account in the request's Region. */
    public Scope scope() {
        return new Scope(account(), region);
    }
}
