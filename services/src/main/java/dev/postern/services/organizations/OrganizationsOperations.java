package dev.postern.services.organizations;

import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.function.Function;
import software.amazon.awssdk.services.organizations.OrganizationsClient;

/** What the groups of the operations share: how they read and change the cloud. */
interface OrganizationsOperations extends OrganizationsClient {
    Cloud cloud();

    NewAccounts newAccounts();

    default <R> R read(Function<OrganizationsCall, R> handler) {
        RequestContext context = RequestContext.current();
        return cloud().read(snapshot -> handler.apply(new OrganizationsCall(snapshot, context)));
    }

    default <R> R commit(Function<OrganizationsCall, Outcome<R>> handler) {
        RequestContext context = RequestContext.current();
        return cloud().commit(snapshot -> handler.apply(new OrganizationsCall(snapshot, context)));
    }
}
