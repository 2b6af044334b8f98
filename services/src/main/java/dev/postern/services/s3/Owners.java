package dev.postern.services.s3;

import dev.postern.model.AccountId;
import software.amazon.awssdk.services.s3.model.Owner;

/** An account's canonical user id: 64 hex digits that S3 shows in place of the account's number. */
final class Owners {
    private Owners() {}

    static Owner of(AccountId account) {
        return Owner.builder().id(canonicalId(account)).build();
    }

    static String canonicalId(AccountId account) {
        return account.canonicalUserId();
    }
}
