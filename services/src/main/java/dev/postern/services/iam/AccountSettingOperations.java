package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.AccountSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesResponse;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyResponse;

/** The alias of an account, and its password policy. */
interface AccountSettingOperations extends IamOperations {
    int PASSWORD_CHARACTERS_DEFAULT = 6;

    private static AccountSettings settings(IamCall call) {
        return call.snapshot()
                .find(AccountSettings.class, call.scope(), AccountSettings.KEY)
                .orElseGet(() -> new AccountSettings(call.scope(), Optional.empty(), Optional.empty()));
    }

    /** It takes the place of the one that there was; no two accounts have the same. */
    @Override
    default CreateAccountAliasResponse createAccountAlias(CreateAccountAliasRequest request) {
        return commit(call -> {
            Optional<String> alias = Optional.of(request.accountAlias());
            boolean taken = call.snapshot().all(AccountSettings.class).stream()
                    .anyMatch(other ->
                            other.alias().equals(alias) && !other.scope().equals(call.scope()));
            if (taken) {
                throw IamCall.alreadyExists("The account alias " + request.accountAlias() + " already exists.");
            }
            return outcome(
                    Change.put(settings(call).withAlias(alias)),
                    CreateAccountAliasResponse.builder().build());
        });
    }

    @Override
    default DeleteAccountAliasResponse deleteAccountAlias(DeleteAccountAliasRequest request) {
        return commit(call -> {
            AccountSettings settings = settings(call);
            if (!settings.alias().equals(Optional.of(request.accountAlias()))) {
                throw IamCall.noSuchEntity("The account alias " + request.accountAlias() + " cannot be found.");
            }
            return outcome(
                    Change.put(settings.withAlias(Optional.empty())),
                    DeleteAccountAliasResponse.builder().build());
        });
    }

    @Override
    default ListAccountAliasesResponse listAccountAliases(ListAccountAliasesRequest request) {
        return read(call -> ListAccountAliasesResponse.builder()
                .accountAliases(settings(call).alias().map(List::of).orElse(List.of()))
                .isTruncated(false)
                .build());
    }

    /** What the request leaves out gets its default, be it set before. */
    @Override
    default UpdateAccountPasswordPolicyResponse updateAccountPasswordPolicy(
            UpdateAccountPasswordPolicyRequest request) {
        return commit(call -> outcome(
                Change.put(settings(call)
                        .withPasswordPolicy(Optional.of(new AccountSettings.PasswordPolicy(
                                or(request.minimumPasswordLength(), PASSWORD_CHARACTERS_DEFAULT),
                                isTrue(request.requireSymbols()),
                                isTrue(request.requireNumbers()),
                                isTrue(request.requireUppercaseCharacters()),
                                isTrue(request.requireLowercaseCharacters()),
                                isTrue(request.allowUsersToChangePassword()),
                                or(request.maxPasswordAge(), 0),
                                or(request.passwordReusePrevention(), 0),
                                isTrue(request.hardExpiry()))))),
                UpdateAccountPasswordPolicyResponse.builder().build()));
    }

    private static boolean isTrue(@Nullable Boolean given) {
        return given != null && given;
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static AccountSettings.PasswordPolicy policy(IamCall call) {
        return settings(call)
                .passwordPolicy()
                .orElseThrow(() -> IamCall.noSuchEntity(
                        "The Password Policy with domain name " + call.context().account() + " cannot be found."));
    }

    @Override
    default GetAccountPasswordPolicyResponse getAccountPasswordPolicy(GetAccountPasswordPolicyRequest request) {
        return read(call -> {
            AccountSettings.PasswordPolicy policy = policy(call);
            return GetAccountPasswordPolicyResponse.builder()
                    .passwordPolicy(shape -> shape.minimumPasswordLength(policy.minimumLength())
                            .requireSymbols(policy.symbols())
                            .requireNumbers(policy.numbers())
                            .requireUppercaseCharacters(policy.upperCase())
                            .requireLowercaseCharacters(policy.lowerCase())
                            .allowUsersToChangePassword(policy.usersChange())
                            .expirePasswords(policy.maxAgeDays() > 0)
                            .maxPasswordAge(policy.maxAgeDays() > 0 ? policy.maxAgeDays() : null)
                            .passwordReusePrevention(policy.reusePrevented() > 0 ? policy.reusePrevented() : null)
                            .hardExpiry(policy.hardExpiry()))
                    .build();
        });
    }

    @Override
    default DeleteAccountPasswordPolicyResponse deleteAccountPasswordPolicy(
            DeleteAccountPasswordPolicyRequest request) {
        return commit(call -> {
            policy(call);
            return outcome(
                    Change.put(settings(call).withPasswordPolicy(Optional.empty())),
                    DeleteAccountPasswordPolicyResponse.builder().build());
        });
    }
}
