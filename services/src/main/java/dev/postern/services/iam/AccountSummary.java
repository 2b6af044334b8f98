package dev.postern.services.iam;

import dev.postern.model.iam.Group;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.OidcProvider;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.SamlProvider;
import dev.postern.model.iam.User;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an account has, and how much it can have: every number that AWS tells, though some can only be 0 here.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html">GetAccountSummary</a>
 */
final class AccountSummary {
    private AccountSummary() {}

    static Map<String, Integer> of(IamCall call) {
        Map<String, Integer> numbers = new TreeMap<>();
        quotas(numbers);
        numbers.put("Users", call.all(User.class).size());
        numbers.put("Groups", call.all(Group.class).size());
        numbers.put("Roles", call.all(Role.class).size());
        numbers.put("InstanceProfiles", call.all(InstanceProfile.class).size());
        numbers.put("Policies", call.all(ManagedPolicy.class).size());
        numbers.put(
                "PolicyVersionsInUse",
                call.all(ManagedPolicy.class).stream()
                        .mapToInt(policy -> policy.versions().size())
                        .sum());
        numbers.put(
                "Providers",
                call.all(OidcProvider.class).size()
                        + call.all(SamlProvider.class).size());
        numbers.put(
                "AccountAccessKeysPresent", call.accessKeys(Optional.empty()).isEmpty() ? 0 : 1);
        numbers.put("AccountMFAEnabled", 0);
        numbers.put("AccountPasswordPresent", 0);
        numbers.put("AccountSigningCertificatesPresent", 0);
        numbers.put("MFADevices", 0);
        numbers.put("MFADevicesInUse", 0);
        numbers.put("ServerCertificates", 0);
        numbers.put("GlobalEndpointTokenVersion", 1);
        return numbers;
    }

    private static void quotas(Map<String, Integer> numbers) {
        numbers.put("UsersQuota", 5_000);
        numbers.put("GroupsQuota", GroupOperations.GROUPS_MAX);
        numbers.put("RolesQuota", 1_000);
        numbers.put("InstanceProfilesQuota", 1_000);
        numbers.put("PoliciesQuota", 1_500);
        numbers.put("PolicyVersionsInUseQuota", 10_000);
        numbers.put("VersionsPerPolicyQuota", PolicyVersionOperations.VERSIONS_MAX);
        numbers.put("GroupsPerUserQuota", GroupOperations.GROUPS_PER_USER_MAX);
        numbers.put("AccessKeysPerUserQuota", AccessKeyOperations.KEYS_MAX);
        numbers.put("SigningCertificatesPerUserQuota", 2);
        numbers.put("ServerCertificatesQuota", 20);
        for (String owner : new String[] {"Group", "Role", "User"}) {
            numbers.put("AttachedPoliciesPer" + owner + "Quota", Attachments.POLICIES_MAX);
        }
        numbers.put("PolicySizeQuota", Documents.MANAGED_CHARACTERS_MAX);
        numbers.put("UserPolicySizeQuota", Documents.USER_CHARACTERS_MAX);
        numbers.put("GroupPolicySizeQuota", Documents.GROUP_CHARACTERS_MAX);
        numbers.put("RolePolicySizeQuota", Documents.ROLE_CHARACTERS_MAX);
        numbers.put("AssumeRolePolicySizeQuota", Documents.TRUST_CHARACTERS_MAX);
    }
}
