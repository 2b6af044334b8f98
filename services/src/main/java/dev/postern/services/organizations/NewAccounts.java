package dev.postern.services.organizations;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;

/** What else a new account finds, as a default VPC in each Region: other services make it, in the same commit. */
@FunctionalInterface
public interface NewAccounts {
    Change furnish(Snapshot snapshot, AccountId id, Ids ids);
}
