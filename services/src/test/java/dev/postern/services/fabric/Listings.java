package dev.postern.services.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Page;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a page token of a service must mean to others. */
public final class Listings {
    /** A page of one item of what is listed. */
    @FunctionalInterface
    public interface Pages<Q> {
        Page<String> of(Q request, List<String> all, @Nullable String token);
    }

    private Listings() {}

    /**
     * A token goes on with its own list, and is refused by another operation, another account and where it is made up.
     *
     * @param refusal from a token, the code and the message
     */
    public static <Q> void check(Pages<Q> pages, Q one, Q other, UnaryOperator<String> refusal) {
        List<String> all = List.of("a", "b");
        Page<String> first = as("111111111111", () -> pages.of(one, all, null));
        assertThat(first.items()).containsExactly("a");
        String token = String.valueOf(first.next());
        assertThat(as("111111111111", () -> pages.of(one, all, token)).items()).containsExactly("b");
        assertThat(refused("111111111111", () -> pages.of(other, all, token))).isEqualTo(refusal.apply(token));
        assertThat(refused("222222222222", () -> pages.of(one, all, token))).isEqualTo(refusal.apply(token));
        for (String forged :
                List.of("not a token", Base64.getUrlEncoder().encodeToString("a".getBytes(StandardCharsets.UTF_8)))) {
            assertThat(refused("111111111111", () -> pages.of(one, all, forged)))
                    .isEqualTo(refusal.apply(forged));
        }
    }

    private static String refused(String account, Callable<?> call) {
        ApiException error = catchThrowableOfType(ApiException.class, () -> as(account, call));
        return error == null ? "not refused" : error.error().code() + ": " + error.text();
    }

    private static <R> R as(String account, Callable<R> call) {
        RequestContext context = new RequestContext(
                "req-1",
                new Caller.Root(new AccountId(account)),
                Region.US_EAST_1,
                new Connection.Public(AddressPlan.INTERNET_CLIENT, true),
                "test",
                Instant.EPOCH,
                new Ids(new Random(1)));
        try {
            return context.call(call);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
