package dev.postern.services.iam;

import static dev.postern.services.authorization.TestAccount.allow;
import static dev.postern.services.authorization.TestAccount.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.authorization.TestAccount;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.DeletionTaskStatusType;

/** Service-linked roles, which nobody but the service changes, and what an account says of itself. */
class ServiceLinkedRolesTest {
    private static final String SERVICE = "elasticloadbalancing.amazonaws.com";
    private static final String NAME = "AWSServiceRoleForElasticLoadBalancing";

    private final TestAccount account = new TestAccount();

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void aServicesRoleIsMadeOnceAndGoesByItsTask() {
        var role = account.asRoot(() -> account.iam().createServiceLinkedRole(r -> r.awsServiceName(SERVICE)))
                .role();
        assertThat(role.arn()).isEqualTo("arn:aws:iam::111122223333:role/aws-service-role/" + SERVICE + "/" + NAME);
        assertThat(account.error(() -> account.iam().createServiceLinkedRole(r -> r.awsServiceName(SERVICE))))
                .isEqualTo("InvalidInput: Service role name " + NAME
                        + " has been taken in this account, please try a different suffix.");
        String task = account.asRoot(() -> account.iam().deleteServiceLinkedRole(r -> r.roleName(NAME)))
                .deletionTaskId();
        assertThat(task).startsWith("task/aws-service-role/" + SERVICE + "/" + NAME + "/");
        assertThat(account.asRoot(() -> account.iam().getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId(task)))
                        .status())
                .isEqualTo(DeletionTaskStatusType.SUCCEEDED);
        assertThat(account.error(() -> account.iam().getRole(r -> r.roleName(NAME))))
                .startsWith("NoSuchEntity");
        assertThat(account.error(
                        () -> account.iam().getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId("task/none"))))
                .startsWith("NoSuchEntity");
    }

    @Test
    void nobodyChangesAServicesRole() {
        account.asRoot(() -> account.iam().createServiceLinkedRole(r -> r.awsServiceName(SERVICE)));
        String refusal = "UnmodifiableEntity: Cannot perform the operation on the protected role '" + NAME
                + "' - this role is only modifiable by AWS";
        var iam = account.iam();
        assertThat(account.error(() -> iam.deleteRole(r -> r.roleName(NAME)))).isEqualTo(refusal);
        assertThat(account.error(() -> iam.updateRole(r -> r.roleName(NAME).maxSessionDuration(7_200))))
                .isEqualTo(refusal);
        assertThat(account.error(() -> iam.updateAssumeRolePolicy(
                        r -> r.roleName(NAME).policyDocument(trust("{'AWS':'111122223333'}")))))
                .isEqualTo(refusal);
        assertThat(account.error(() ->
                        iam.putRolePolicy(r -> r.roleName(NAME).policyName("p").policyDocument(allow("*", "*")))))
                .isEqualTo(refusal);
        assertThat(account.error(() -> iam.attachRolePolicy(
                        r -> r.roleName(NAME).policyArn("arn:aws:iam::aws:policy/AdministratorAccess"))))
                .isEqualTo(refusal);
        assertThat(account.error(() -> iam.detachRolePolicy(
                        r -> r.roleName(NAME).policyArn("arn:aws:iam::aws:policy/AdministratorAccess"))))
                .isEqualTo(refusal);
    }

    @Test
    void nobodyElseMakesARoleThatLooksLikeOne() {
        for (String path : List.of("/aws-service-role/", "/aws-service-role/" + SERVICE + "/")) {
            assertThat(account.error(() -> account.iam()
                            .createRole(r -> r.roleName("own")
                                    .path(path)
                                    .assumeRolePolicyDocument(trust("{'AWS':'111122223333'}")))))
                    .isEqualTo("InvalidInput: Path prefix '/aws-service-role/' can only be used for AWS Service linked"
                            + " Roles");
        }
    }

    @Test
    void otherServicesAndSuffixesAreRefused() {
        assertThat(account.error(() -> account.iam().createServiceLinkedRole(r -> r.awsServiceName("x.amazonaws.com"))))
                .startsWith("InvalidInput");
        assertThat(account.error(() -> account.iam()
                        .createServiceLinkedRole(r -> r.awsServiceName(SERVICE).customSuffix("a"))))
                .isEqualTo("InvalidInput: Custom suffix is not allowed for " + SERVICE);
        assertThat(account.asRoot(() -> account.iam()
                                .createServiceLinkedRole(r -> r.awsServiceName("autoscaling.amazonaws.com")
                                        .customSuffix("a")))
                        .role()
                        .roleName())
                .isEqualTo("AWSServiceRoleForAutoScaling_a");
        account.asRoot(() -> account.iam()
                .createRole(r -> r.roleName("own").assumeRolePolicyDocument(trust("{'AWS':'111122223333'}"))));
        assertThat(account.error(() -> account.iam().deleteServiceLinkedRole(r -> r.roleName("own"))))
                .startsWith("InvalidInput");
    }

    @Test
    void anAccountHasAnAliasAndAPasswordPolicyWhenTheyAreSet() {
        var iam = account.iam();
        assertThat(account.asRoot(() -> iam.listAccountAliases()).accountAliases())
                .isEmpty();
        assertThat(account.error(() -> iam.getAccountPasswordPolicy())).startsWith("NoSuchEntity: The Password Policy");
        assertThat(account.error(() -> iam.deleteAccountPasswordPolicy())).startsWith("NoSuchEntity");
        account.asRoot(() -> iam.createAccountAlias(r -> r.accountAlias("first")));
        account.asRoot(() -> iam.createAccountAlias(r -> r.accountAlias("second")));
        account.asRoot(() ->
                iam.updateAccountPasswordPolicy(r -> r.requireNumbers(true).maxPasswordAge(30)));
        assertThat(account.asRoot(() -> iam.listAccountAliases()).accountAliases())
                .containsExactly("second");
        assertThat(account.error(() -> iam.deleteAccountAlias(r -> r.accountAlias("first"))))
                .isEqualTo("NoSuchEntity: The account alias first cannot be found.");
        var policy = account.asRoot(() -> iam.getAccountPasswordPolicy()).passwordPolicy();
        assertThat(policy.minimumPasswordLength()).isEqualTo(6);
        assertThat(policy.requireNumbers()).isTrue();
        assertThat(policy.expirePasswords()).isTrue();
        account.asRoot(() -> iam.updateAccountPasswordPolicy(r -> r.minimumPasswordLength(14)));
        var replaced = account.asRoot(() -> iam.getAccountPasswordPolicy()).passwordPolicy();
        assertThat(replaced.minimumPasswordLength()).isEqualTo(14);
        assertThat(replaced.requireNumbers()).isFalse();
        assertThat(replaced.expirePasswords()).isFalse();
        account.asRoot(() -> iam.deleteAccountPasswordPolicy());
        account.asRoot(() -> iam.deleteAccountAlias(r -> r.accountAlias("second")));
        assertThat(account.asRoot(() -> iam.listAccountAliases()).accountAliases())
                .isEmpty();
    }
}
