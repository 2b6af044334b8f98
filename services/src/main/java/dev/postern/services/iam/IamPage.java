package dev.postern.services.iam;

import dev.postern.wire.codec.Page;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages of IAM's lists, of a hundred items where nobody asks for fewer. */
final class IamPage {
    private static final int ITEMS_DEFAULT = 100;

    private IamPage() {}

    static <T> Page<T> of(
            Collection<T> all, Function<T, String> key, @Nullable String marker, @Nullable Integer itemsMax) {
        return Page.of(
                all,
                key,
                marker,
                itemsMax == null ? ITEMS_DEFAULT : itemsMax,
                () -> IamCall.validationError("Invalid Marker."));
    }
}
