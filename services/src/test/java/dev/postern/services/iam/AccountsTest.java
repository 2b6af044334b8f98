package dev.postern.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.services.authorization.TestAccount;
import dev.postern.services.iam.Accounts.RootKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final AccountId OTHER = new AccountId("444455556666");

    private final TestAccount account = new TestAccount();

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void ensuringTwiceChangesNothing() {
        Change first = Accounts.ensure(account.cloud().snapshot(), OTHER, new RootKey("k", "s"), TestAccount.NOW);
        account.commit(first);
        assertThat(Accounts.ensure(account.cloud().snapshot(), OTHER, new RootKey("k", "s"), TestAccount.NOW)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void newCredentialsReplaceTheOldRootKey() {
        account.commit(Accounts.ensure(account.cloud().snapshot(), OTHER, new RootKey("k", "s"), TestAccount.NOW));
        account.commit(Accounts.ensure(account.cloud().snapshot(), OTHER, new RootKey("n", "t"), TestAccount.NOW));
        SnapshotCredentials credentials = new SnapshotCredentials(account.cloud());
        assertThat(credentials.find("k")).isEmpty();
        assertThat(credentials.find("n")).isPresent();
    }

    @Test
    void keysBelongToOneAccount() {
        assertThatThrownBy(() ->
                        Accounts.create(account.cloud().snapshot(), OTHER, new RootKey("root", "s"), TestAccount.NOW))
                .hasMessage("access key root belongs to somebody else");
        assertThatThrownBy(() -> Accounts.create(
                        account.cloud().snapshot(), TestAccount.ACCOUNT, new RootKey("k", "s"), TestAccount.NOW))
                .hasMessage("account 111122223333 exists already");
    }

    @Test
    void readsCredentialsFromTheCommandLine() {
        assertThat(RootKey.parse("test:te:st")).isEqualTo(new RootKey("test", "te:st"));
        assertThatThrownBy(() -> RootKey.parse("test")).hasMessage("credentials are KEY:SECRET");
        assertThat(new RootKey("test", "hidden")).hasToString("RootKey[test]");
    }
}
