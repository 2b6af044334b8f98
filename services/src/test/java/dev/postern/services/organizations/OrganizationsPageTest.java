package dev.postern.services.organizations;

import dev.postern.services.fabric.Listings;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.organizations.model.ListAccountsRequest;
import software.amazon.awssdk.services.organizations.model.ListRootsRequest;
import software.amazon.awssdk.services.organizations.model.OrganizationsRequest;

class OrganizationsPageTest {
    @Test
    void aTokenMeansNothingInAnotherListing() {
        Listings.<OrganizationsRequest>check(
                (request, all, token) -> OrganizationsPage.of(request, all, Function.identity(), token, 1),
                ListAccountsRequest.builder().build(),
                ListRootsRequest.builder().build(),
                token -> "InvalidInputException: You specified an invalid next token.");
    }
}
