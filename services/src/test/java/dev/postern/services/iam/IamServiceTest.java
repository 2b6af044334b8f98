package dev.postern.services.iam;

import static dev.postern.services.authorization.TestAccount.allow;
import static dev.postern.services.authorization.TestAccount.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.authorization.TestAccount;
import dev.postern.wire.protocol.OperationTable;
import dev.postern.wire.protocol.ServiceModel;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

class IamServiceTest {
    private static final String EC2_TRUST = trust("{'Service':'ec2.amazonaws.com'}");
    private static final String S3_FULL = "arn:aws:iam::aws:policy/AmazonS3FullAccess";

    private final TestAccount account = new TestAccount();
    private final IamService iam = account.iam();

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void everyOperationIsFoundByItsName() {
        OperationTable table = OperationTable.of(IamClient.class, iam, ServiceModel.load("iam"));
        assertThat(table.names())
                .contains("CreateRole", "GetPolicyVersion", "ListMFADevices", "ListGroupsForUser", "CreateAccessKey")
                .hasSizeGreaterThan(60);
    }

    @Test
    void roleLivesAndDies() {
        var created = account.asRoot(() ->
                        iam.createRole(r -> r.roleName("app").path("/team/").assumeRolePolicyDocument(EC2_TRUST)))
                .role();
        assertThat(created.arn()).isEqualTo("arn:aws:iam::111122223333:role/team/app");
        assertThat(created.roleId()).matches("AROA[A-Z2-7]{17}");
        assertThat(URLDecoder.decode(created.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(EC2_TRUST);
        assertThat(created.maxSessionDuration()).isEqualTo(3600);
        assertThat(account.error(() -> iam.createRole(r -> r.roleName("App").assumeRolePolicyDocument(EC2_TRUST))))
                .isEqualTo("EntityAlreadyExists: Role with name App already exists.");

        account.asRoot(() -> iam.attachRolePolicy(r -> r.roleName("app").policyArn(S3_FULL)));
        account.asRoot(
                () -> iam.putRolePolicy(r -> r.roleName("app").policyName("in").policyDocument(allow("s3:*", "*"))));
        account.asRoot(() -> iam.createInstanceProfile(r -> r.instanceProfileName("app")));
        account.asRoot(() ->
                iam.addRoleToInstanceProfile(r -> r.instanceProfileName("app").roleName("app")));
        assertThat(account.asRoot(() -> iam.listInstanceProfilesForRole(r -> r.roleName("app")))
                        .instanceProfiles())
                .hasSize(1);
        assertThat(account.asRoot(() -> iam.listAttachedRolePolicies(r -> r.roleName("app")))
                        .attachedPolicies())
                .extracting(AttachedPolicy::policyName)
                .containsExactly("AmazonS3FullAccess");

        assertThat(deleteRole())
                .isEqualTo("DeleteConflict: Cannot delete entity, must remove roles from instance profile first.");
        account.asRoot(() -> iam.removeRoleFromInstanceProfile(
                r -> r.instanceProfileName("app").roleName("app")));
        assertThat(deleteRole()).isEqualTo("DeleteConflict: Cannot delete entity, must detach all policies first.");
        account.asRoot(() -> iam.detachRolePolicy(r -> r.roleName("app").policyArn(S3_FULL)));
        assertThat(deleteRole()).isEqualTo("DeleteConflict: Cannot delete entity, must delete policies first.");
        account.asRoot(() -> iam.deleteRolePolicy(r -> r.roleName("app").policyName("in")));
        assertThat(deleteRole()).isEqualTo("none");
        assertThat(account.error(() -> iam.getRole(r -> r.roleName("app"))))
                .isEqualTo("NoSuchEntity: The role with name app cannot be found.");
    }

    private String deleteRole() {
        return account.error(() -> iam.deleteRole(r -> r.roleName("app")));
    }

    @Test
    void findsNamesWhateverTheirCase() {
        account.asRoot(() -> iam.createRole(r -> r.roleName("App").assumeRolePolicyDocument(EC2_TRUST)));
        account.asRoot(() -> iam.createInstanceProfile(r -> r.instanceProfileName("Web")));
        account.asRoot(() -> iam.createUser(r -> r.userName("Alice")));
        assertThat(account.asRoot(() -> iam.getRole(r -> r.roleName("aPP")))
                        .role()
                        .roleName())
                .isEqualTo("App");
        assertThat(account.asRoot(() -> iam.getUser(r -> r.userName("ALICE")))
                        .user()
                        .userName())
                .isEqualTo("Alice");
        account.asRoot(() ->
                iam.addRoleToInstanceProfile(r -> r.instanceProfileName("WEB").roleName("APP")));
        assertThat(account.asRoot(() -> iam.getInstanceProfile(r -> r.instanceProfileName("web")))
                        .instanceProfile()
                        .roles()
                        .getFirst()
                        .roleName())
                .isEqualTo("App");
        account.asRoot(() -> iam.removeRoleFromInstanceProfile(
                r -> r.instanceProfileName("wEB").roleName("aPp")));
        account.asRoot(
                () -> iam.putRolePolicy(r -> r.roleName("app").policyName("In").policyDocument(allow("s3:*", "*"))));
        account.asRoot(
                () -> iam.putRolePolicy(r -> r.roleName("app").policyName("IN").policyDocument(allow("ec2:*", "*"))));
        assertThat(account.asRoot(() -> iam.listRolePolicies(r -> r.roleName("app")))
                        .policyNames())
                .containsExactly("IN");
        var policy =
                account.asRoot(() -> iam.getRolePolicy(r -> r.roleName("APP").policyName("in")));
        assertThat(policy.roleName()).isEqualTo("App");
        assertThat(policy.policyName()).isEqualTo("IN");
        account.asRoot(() ->
                iam.putUserPolicy(r -> r.userName("alice").policyName("In").policyDocument(allow("s3:*", "*"))));
        account.asRoot(() -> iam.deleteUserPolicy(r -> r.userName("aLICE").policyName("iN")));
        assertThat(account.asRoot(() -> iam.listUserPolicies(r -> r.userName("alice")))
                        .policyNames())
                .isEmpty();
    }

    @Test
    void aBoundaryThatIsNotThereCannotBeDeleted() {
        account.asRoot(() -> iam.createRole(r -> r.roleName("app").assumeRolePolicyDocument(EC2_TRUST)));
        account.asRoot(() -> iam.createUser(r -> r.userName("alice")));
        assertThat(account.error(() -> iam.deleteRolePermissionsBoundary(r -> r.roleName("app"))))
                .startsWith("NoSuchEntity");
        assertThat(account.error(() -> iam.deleteUserPermissionsBoundary(r -> r.userName("alice"))))
                .startsWith("NoSuchEntity");
    }

    @Test
    void instanceProfileHoldsOneRole() {
        account.asRoot(() -> iam.createRole(r -> r.roleName("a").assumeRolePolicyDocument(EC2_TRUST)));
        account.asRoot(() -> iam.createInstanceProfile(r -> r.instanceProfileName("p")));
        Callable<?> add = () ->
                iam.addRoleToInstanceProfile(r -> r.instanceProfileName("p").roleName("a"));
        assertThat(account.error(add)).isEqualTo("none");
        assertThat(account.error(add))
                .isEqualTo("LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
        assertThat(account.asRoot(() -> iam.getInstanceProfile(r -> r.instanceProfileName("p")))
                        .instanceProfile()
                        .roles())
                .hasSize(1);
        assertThat(account.error(() -> iam.deleteInstanceProfile(r -> r.instanceProfileName("p"))))
                .startsWith("DeleteConflict");
        assertThat(account.error(() -> iam.getInstanceProfile(r -> r.instanceProfileName("q"))))
                .isEqualTo("NoSuchEntity: Instance Profile q cannot be found.");
    }

    @Test
    void accessKeysWorkUntilTheyAreGone() {
        account.user("alice");
        var key = account.asRoot(() -> iam.createAccessKey(r -> r.userName("alice")))
                .accessKey();
        SnapshotCredentials credentials = new SnapshotCredentials(account.cloud());
        assertThat(credentials.find(key.accessKeyId())).hasValueSatisfying(found -> {
            assertThat(found.secret()).isEqualTo(key.secretAccessKey());
            assertThat(found.caller().arn()).isEqualTo("arn:aws:iam::111122223333:user/alice");
        });
        assertThat(credentials.find("root"))
                .hasValueSatisfying(
                        found -> assertThat(found.caller().arn()).isEqualTo("arn:aws:iam::111122223333:root"));
        account.asRoot(() -> iam.updateAccessKey(
                r -> r.userName("alice").accessKeyId(key.accessKeyId()).status(StatusType.INACTIVE)));
        assertThat(credentials.find(key.accessKeyId())).isEmpty();
        account.asRoot(() -> iam.createAccessKey(r -> r.userName("alice")));
        assertThat(account.error(() -> iam.createAccessKey(r -> r.userName("alice"))))
                .isEqualTo("LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2");
        assertThat(account.error(() -> iam.deleteUser(r -> r.userName("alice"))))
                .isEqualTo("DeleteConflict: Cannot delete entity, must delete access keys first.");
        assertThat(account.error(
                        () -> iam.deleteAccessKey(r -> r.userName("alice").accessKeyId("AKIANOSUCHKEY00000"))))
                .isEqualTo("NoSuchEntity: The Access Key with id AKIANOSUCHKEY00000 cannot be found.");
    }

    @Test
    void renamedUserKeepsKeysAndIdentity() {
        var before = account.user("alice");
        var key = account.asRoot(() -> iam.createAccessKey(r -> r.userName("alice")))
                .accessKey();
        account.asRoot(() -> iam.updateUser(r -> r.userName("alice").newUserName("anna")));
        assertThat(new SnapshotCredentials(account.cloud()).find(key.accessKeyId()))
                .hasValueSatisfying(found -> assertThat(found.caller().userId()).isEqualTo(before.userId()));
        assertThat(account.error(() -> iam.getUser(r -> r.userName("alice"))))
                .isEqualTo("NoSuchEntity: The user with name alice cannot be found.");
    }

    @Test
    void policyVersionsAreNumberedOnce() {
        String arn = account.asRoot(
                        () -> iam.createPolicy(r -> r.policyName("p").policyDocument(allow("s3:*", "*"))))
                .policy()
                .arn();
        assertThat(arn).isEqualTo("arn:aws:iam::111122223333:policy/p");
        for (int i = 2; i <= 5; i++) {
            account.asRoot(() -> newVersion(arn));
        }
        assertThat(account.error(() -> newVersion(arn))).startsWith("LimitExceeded: A managed policy can have up to 5");
        assertThat(account.error(
                        () -> iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v5"))))
                .isEqualTo("DeleteConflict: Cannot delete the default version of a policy.");
        account.asRoot(() -> iam.setDefaultPolicyVersion(r -> r.policyArn(arn).versionId("v1")));
        account.asRoot(() -> iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v5")));
        assertThat(account.asRoot(() -> newVersion(arn)).policyVersion().versionId())
                .isEqualTo("v6");
        assertThat(account.error(() -> iam.deletePolicy(r -> r.policyArn(arn))))
                .startsWith("DeleteConflict: This policy has more than one version.");
    }

    private software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse newVersion(String arn) {
        return iam.createPolicyVersion(
                r -> r.policyArn(arn).policyDocument(allow("ec2:*", "*")).setAsDefault(true));
    }

    @Test
    void attachedPolicyIsCountedAndCannotBeDeleted() {
        account.user("alice");
        String arn = account.asRoot(
                        () -> iam.createPolicy(r -> r.policyName("p").policyDocument(allow("s3:*", "*"))))
                .policy()
                .arn();
        account.asRoot(() -> iam.attachUserPolicy(r -> r.userName("alice").policyArn(arn)));
        assertThat(account.asRoot(() -> iam.getPolicy(r -> r.policyArn(arn)))
                        .policy()
                        .attachmentCount())
                .isEqualTo(1);
        assertThat(account.asRoot(() -> iam.listEntitiesForPolicy(r -> r.policyArn(arn)))
                        .policyUsers())
                .hasSize(1);
        assertThat(account.error(() -> iam.deletePolicy(r -> r.policyArn(arn))))
                .isEqualTo("DeleteConflict: Cannot delete a policy attached to entities.");
        assertThat(account.error(
                        () -> iam.attachUserPolicy(r -> r.userName("alice").policyArn("arn:aws:iam::aws:policy/Nope"))))
                .isEqualTo("NoSuchEntity: Policy arn:aws:iam::aws:policy/Nope does not exist or is not attachable.");
    }

    @Test
    void awsManagedPoliciesAreThereForEverybody() {
        var policy =
                account.asRoot(() -> iam.getPolicy(r -> r.policyArn(S3_FULL))).policy();
        assertThat(policy.policyId()).isEqualTo("ANPAIFIR6V6BVTRAHWINE");
        String document = account.asRoot(
                        () -> iam.getPolicyVersion(r -> r.policyArn(S3_FULL).versionId(policy.defaultVersionId())))
                .policyVersion()
                .document();
        assertThat(URLDecoder.decode(document, StandardCharsets.UTF_8)).contains("s3:*");
        assertThat(account.asRoot(() -> iam.listPolicies(r -> r.scope("AWS"))).policies())
                .hasSizeGreaterThan(10);
        assertThat(account.asRoot(() -> iam.listPolicies(r -> r.scope("Local"))).policies())
                .isEmpty();
    }

    @Test
    void malformedDocumentsChangeNothing() {
        account.user("alice");
        assertThat(account.error(() -> iam.createPolicy(r -> r.policyName("p").policyDocument("{ not json"))))
                .isEqualTo("MalformedPolicyDocument: Syntax errors in policy.");
        assertThat(account.error(() -> iam.createRole(r -> r.roleName("r").assumeRolePolicyDocument("{ not json"))))
                .isEqualTo("MalformedPolicyDocument: This policy contains invalid Json");
        assertThat(account.error(() -> iam.createRole(r -> r.roleName("r")
                        .assumeRolePolicyDocument(trust("{'AWS':'arn:aws:iam::111122223333:user/nobody'}")))))
                .isEqualTo("MalformedPolicyDocument: Invalid principal in policy:"
                        + " \"AWS\":\"arn:aws:iam::111122223333:user/nobody\"");
        String long2048 = allow("s3:*", "arn:aws:s3:::" + "x".repeat(2_048));
        assertThat(account.error(() -> iam.putUserPolicy(
                        r -> r.userName("alice").policyName("p").policyDocument(long2048))))
                .isEqualTo("LimitExceeded: Maximum policy size of 2048 bytes exceeded for user alice");
        String long6144 = allow("s3:*", "arn:aws:s3:::" + "x".repeat(6_144));
        assertThat(account.error(() -> iam.createPolicy(r -> r.policyName("p").policyDocument(long6144))))
                .isEqualTo("LimitExceeded: Cannot exceed quota for PolicySize: 6144");
        assertThat(account.asRoot(() -> iam.listRoles(r -> {})).roles()).isEmpty();
    }

    @Test
    void whoTakesADeletedNameInheritsNoTrust() {
        var alice = account.user("alice");
        account.asRoot(() -> iam.createRole(r ->
                r.roleName("app").assumeRolePolicyDocument(trust("{'AWS':['arn:aws:iam::111122223333:user/alice']}"))));
        account.asRoot(() -> iam.updateUser(r -> r.userName("alice").newUserName("anna")));
        assertThat(trustOfApp()).contains("user/anna");
        account.asRoot(() -> iam.deleteUser(r -> r.userName("anna")));
        account.user("anna");
        assertThat(trustOfApp()).contains("\"AWS\":[\"" + alice.userId() + "\"]");
    }

    private String trustOfApp() {
        String document =
                account.asRoot(() -> iam.getRole(r -> r.roleName("app"))).role().assumeRolePolicyDocument();
        return URLDecoder.decode(document, StandardCharsets.UTF_8);
    }

    @Test
    void detailsShowAllThatPoliciesSay() {
        account.user("alice");
        account.asRoot(() -> iam.attachUserPolicy(r -> r.userName("alice").policyArn(S3_FULL)));
        account.asRoot(() -> iam.createRole(r -> r.roleName("app").assumeRolePolicyDocument(EC2_TRUST)));
        var details = account.asRoot(() -> iam.getAccountAuthorizationDetails(r -> {}));
        assertThat(details.userDetailList()).hasSize(1);
        assertThat(details.roleDetailList()).hasSize(1);
        assertThat(details.policies())
                .hasSize(1)
                .first()
                .satisfies(policy -> assertThat(policy.attachmentCount()).isEqualTo(1));
    }

    @Test
    void listsComeInPages() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            account.user(name);
        }
        List<String> names = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            ListUsersResponse page =
                    account.asRoot(() -> iam.listUsers(r -> r.maxItems(2).marker(from)));
            page.users().stream().map(User::userName).forEach(names::add);
            marker = page.marker();
            assertThat(page.isTruncated()).isEqualTo(marker != null);
        } while (marker != null);
        assertThat(names).containsExactly("a", "b", "c", "d", "e");
        assertThat(account.error(() -> iam.listUsers(r -> r.marker("%%%"))))
                .isEqualTo("ValidationError: Invalid Marker.");
    }

    @Test
    void tagsDifferByMoreThanCase() {
        account.user("alice");
        account.asRoot(() -> iam.tagUser(r -> r.userName("alice").tags(tag("Team", "red"))));
        account.asRoot(() -> iam.tagUser(r -> r.userName("alice").tags(tag("team", "blue"))));
        assertThat(account.asRoot(() -> iam.listUserTags(r -> r.userName("alice")))
                        .tags())
                .hasSize(1)
                .first()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("blue"));
        assertThat(account.error(() -> iam.tagUser(r -> r.userName("alice").tags(tag("a", ""), tag("A", "")))))
                .startsWith("InvalidInput: Duplicate tag keys found.");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
