package dev.postern.services.kms;

import dev.postern.services.fabric.Listings;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.model.KmsRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;

class KmsPageTest {
    @Test
    void aTokenMeansNothingInAnotherListing() {
        Listings.<KmsRequest>check(
                (request, all, token) -> KmsCall.page(request, all, Function.identity(), token, 1, 50),
                ListKeysRequest.builder().build(),
                ListAliasesRequest.builder().build(),
                token -> "InvalidMarkerException: Could not deserialize marker '" + token + "'");
    }
}
