package dev.postern.services.iam;

import dev.postern.services.fabric.Listings;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.IamRequest;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;

class IamPageTest {
    @Test
    void aTokenMeansNothingInAnotherListing() {
        Listings.<IamRequest>check(
                (request, all, token) -> IamPage.of(request, all, Function.identity(), token, 1),
                ListUsersRequest.builder().build(),
                ListRolesRequest.builder().build(),
                token -> "ValidationError: Invalid Marker.");
    }
}
