package dev.postern.services.iam;

import dev.postern.services.fabric.Listing;
import dev.postern.wire.codec.Page;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.IamRequest;

/** Pages of IAM's lists, of a hundred items where nobody asks for fewer. */
final class IamPage {
    private static final int ITEMS_DEFAULT = 100;

    private IamPage() {}

    /** A page of the same list of the same account as its marker, or none. */
    static <T> Page<T> of(
            IamRequest request,
            Collection<T> all,
            Function<T, String> key,
            @Nullable String marker,
            @Nullable Integer itemsMax) {
        return Page.of(
                Listing.global(request),
                all,
                key,
                marker,
                itemsMax == null ? ITEMS_DEFAULT : itemsMax,
                () -> IamCall.validationError("Invalid Marker."));
    }
}
