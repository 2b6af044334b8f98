package dev.postern.services.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.Tag;

/** The condition keys that policies can ask of IAM's requests. */
final class IamConditionKeysTest {
    private static final String BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    private static final String POLICY = "arn:aws:iam::aws:policy/AdministratorAccess";

    private final TestAccount account = new TestAccount();

    IamConditionKeysTest() {
        account.asRoot(() -> account.iam()
                .createUser(r -> r.userName("bob")
                        .permissionsBoundary(BOUNDARY)
                        .tags(Tag.builder().key("Team").value("blue").build())));
    }

    @AfterEach
    void close() {
        account.close();
    }

    private List<String> values(String operation, SdkPojo request, String key) {
        return IamResources.checks(account.cloud().snapshot(), account.context(TestAccount.ROOT), operation, request)
                .getLast()
                .keys()
                .values(key);
    }

    @Test
    void aBoundaryIsThatOfTheUserUnlessTheRequestGivesOne() {
        SdkPojo attach = AttachUserPolicyRequest.builder()
                .userName("bob")
                .policyArn(POLICY)
                .build();
        assertThat(values("AttachUserPolicy", attach, "iam:permissionsboundary"))
                .containsExactly(BOUNDARY);
        assertThat(values("AttachUserPolicy", attach, "iam:policyarn")).containsExactly(POLICY);
        SdkPojo create = CreateUserRequest.builder()
                .userName("eve")
                .permissionsBoundary(POLICY)
                .build();
        assertThat(values("CreateUser", create, "iam:permissionsboundary")).containsExactly(POLICY);
    }

    @Test
    void tagsAreThoseOfTheUserAndThoseOfTheRequest() {
        SdkPojo create = CreateUserRequest.builder()
                .userName("eve")
                .tags(Tag.builder().key("Team").value("red").build())
                .build();
        assertThat(values("CreateUser", create, "aws:requesttag/team")).containsExactly("red");
        assertThat(values("CreateUser", create, "aws:tagkeys")).containsExactly("Team");
        SdkPojo get = GetUserRequest.builder().userName("BOB").build();
        assertThat(values("GetUser", get, "iam:resourcetag/team")).containsExactly("blue");
        assertThat(values("GetUser", get, "iam:permissionsboundary")).isEmpty();
    }

    @Test
    void aRoleIsPassedToAService() {
        account.asRoot(() -> account.iam()
                .createRole(r -> r.roleName("web")
                        .assumeRolePolicyDocument(TestAccount.trust("{'Service':'ec2.amazonaws.com'}"))));
        SdkPojo add = AddRoleToInstanceProfileRequest.builder()
                .instanceProfileName("p")
                .roleName("web")
                .build();
        assertThat(values("AddRoleToInstanceProfile", add, "iam:passedtoservice"))
                .containsExactly("ec2.amazonaws.com");
    }

    /** Another path in the ARN names the same user, so its own is what a policy is held against. */
    @Test
    void whosePoliciesAreSimulatedIsKnownByItsOwnPath() {
        account.asRoot(() -> account.iam().createUser(r -> r.userName("boss").path("/secret/")));
        for (String path : List.of("/open/", "/secret/", "/")) {
            SdkPojo request = SimulatePrincipalPolicyRequest.builder()
                    .policySourceArn("arn:aws:iam::111122223333:user" + path + "boss")
                    .build();
            assertThat(IamResources.checks(
                            account.cloud().snapshot(),
                            account.context(TestAccount.ROOT),
                            "SimulatePrincipalPolicy",
                            request))
                    .as(path)
                    .singleElement()
                    .satisfies(check ->
                            assertThat(check.resource()).isEqualTo("arn:aws:iam::111122223333:user/secret/boss"));
        }
    }
}
