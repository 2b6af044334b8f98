package dev.postern.services.ec2;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.services.ec2.vpc.DefaultVpc;

/** What a new account finds in EC2: a default VPC in every Region. */
public final class AccountBootstrap {
    private AccountBootstrap() {}

    public static Change create(Snapshot snapshot, AccountId account, Ids ids) {
        Change.Builder change = Change.builder();
        for (Region region : Region.ALL) {
            change.addAll(DefaultVpc.create(snapshot, new Scope(account, region), ids));
        }
        return change.build();
    }
}
