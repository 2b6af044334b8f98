package dev.postern.services.organizations;

import dev.postern.services.fabric.Listing;
import dev.postern.wire.codec.Page;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.organizations.model.OrganizationsRequest;

/** Pages of lists of Organizations, of twenty items at most. */
final class OrganizationsPage {
    private static final int ITEMS_MAX = 20;

    private OrganizationsPage() {}

    static <T> Page<T> of(
            OrganizationsRequest request,
            Collection<T> all,
            Function<T, String> key,
            @Nullable String nextToken,
            @Nullable Integer max) {
        return Page.of(
                Listing.global(request),
                all,
                key,
                nextToken,
                max == null ? ITEMS_MAX : max,
                () -> OrganizationsError.INVALID_INPUT.because(
                        "INVALID_NEXT_TOKEN", "You specified an invalid next token."));
    }
}
