package dev.postern.server;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.services.ec2.AccountBootstrap;
import dev.postern.services.iam.Accounts;
import dev.postern.storage.Cloud;
import java.time.Clock;
import java.time.Instant;

/** The account that a cloud has from the start, and how any account begins: with root's key and default VPCs. */
record FirstAccount(Configuration configuration, Clock clock, Ids ids) {
    /** Makes it if it is not there, and gives it the configured key if it has another. */
    void ensure(Cloud cloud) {
        Instant now = clock.instant();
        try {
            cloud.commit(snapshot -> new Cloud.Outcome<>(in(snapshot, now), true));
        } catch (IllegalArgumentException e) {
            throw new StartFailure("--credentials: " + e.getMessage());
        }
    }

    /** The change after which it is as configured. */
    Change in(Snapshot snapshot, Instant now) {
        AccountId account = configuration.account();
        Change keys = Accounts.ensure(snapshot, account, rootKey(), now);
        return Accounts.exists(snapshot, account)
                ? keys
                : Change.builder()
                        .addAll(keys)
                        .addAll(AccountBootstrap.create(snapshot, account, ids))
                        .build();
    }

    Accounts.RootKey rootKey() {
        return new Accounts.RootKey(configuration.accessKeyId(), configuration.secret());
    }
}
