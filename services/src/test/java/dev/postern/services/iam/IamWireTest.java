package dev.postern.services.iam;

import static dev.postern.services.authorization.TestAccount.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.authorization.TestAccount;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.protocol.AwsQuery;
import dev.postern.wire.protocol.Call;
import dev.postern.wire.protocol.OperationTable;
import dev.postern.wire.protocol.ServiceModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;

/** IAM as a client sees it: forms go in, XML comes out. */
class IamWireTest {
    private final TestAccount account = new TestAccount();
    private final AwsQuery protocol = AwsQuery.iam();
    private final OperationTable operations =
            OperationTable.of(IamClient.class, account.iam(), ServiceModel.load("iam"));

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void roleComesBackAsItWasMade() {
        String document = trust("{'Service':'ec2.amazonaws.com'}");
        String created = send(
                "CreateRole",
                "RoleName",
                "app",
                "AssumeRolePolicyDocument",
                document,
                "Tags.member.1.Key",
                "a",
                "Tags.member.1.Value",
                "b");
        assertThat(created)
                .contains("<CreateRoleResult><Role><Path>/</Path><RoleName>app</RoleName>")
                .contains("<AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22")
                .contains("<CreateDate>2025-06-01T12:00:00Z</CreateDate>")
                .contains("<Tags><member><Key>a</Key><Value>b</Value></member></Tags>");
        assertThat(send("GetRole", "RoleName", "app")).contains("<MaxSessionDuration>3600</MaxSessionDuration>");
        assertThat(send("ListRolePolicies", "RoleName", "app"))
                .contains("<PolicyNames/>", "<IsTruncated>false</IsTruncated>");
    }

    @Test
    void errorsCarryCodeAndMessage() {
        assertThat(send("GetRole", "RoleName", "nobody"))
                .contains("<Type>Sender</Type><Code>NoSuchEntity</Code>"
                        + "<Message>The role with name nobody cannot be found.</Message>");
        assertThat(send("CreateUser", "UserName", "x".repeat(10_000))).contains("<Code>ValidationError</Code>");
        assertThat(send("CreateUser", "UserName", "a/b"))
                .contains("The specified value for userName is invalid. It must contain only alphanumeric characters");
        assertThat(send("CreateGroup", "GroupName", "a/b"))
                .contains("The specified value for groupName is invalid. It must contain only alphanumeric characters");
        assertThat(send("CreateVirtualMFADevice", "VirtualMFADeviceName", "abc"))
                .contains("<Code>InvalidAction</Code>");
    }

    @Test
    void resultWithoutMembersIsThereAllTheSame() {
        send("CreateRole", "RoleName", "app", "AssumeRolePolicyDocument", trust("{'Service':'ec2.amazonaws.com'}"));
        assertThat(send("UpdateRole", "RoleName", "app", "MaxSessionDuration", "7200"))
                .contains("<UpdateRoleResult");
        assertThat(send("DeleteRole", "RoleName", "app")).doesNotContain("DeleteRoleResult");
    }

    @Test
    void noGroupIsAnEmptyList() {
        account.user("alice");
        assertThat(send("ListGroupsForUser", "UserName", "alice")).contains("<Groups/>");
    }

    @Test
    void groupComesBackAsItWasMade() {
        assertThat(send("CreateGroup", "GroupName", "readers", "Path", "/team/"))
                .contains("<CreateGroupResult><Group><Path>/team/</Path><GroupName>readers</GroupName><GroupId>AGPA")
                .contains("<Arn>arn:aws:iam::111122223333:group/team/readers</Arn>");
        assertThat(send("GetGroup", "GroupName", "readers")).contains("<Users/>", "<IsTruncated>false</IsTruncated>");
        assertThat(send("CreateGroup", "GroupName", "READERS"))
                .contains("<Code>EntityAlreadyExists</Code><Message>Group with name READERS already exists.</Message>");
    }

    @Test
    void simulationIsTheXmlThatAwsDocuments() {
        assertThat(send(
                        "SimulateCustomPolicy",
                        "PolicyInputList.member.1",
                        TestAccount.allow("s3:GetObject", "*"),
                        "ActionNames.member.1",
                        "s3:GetObject",
                        "ContextEntries.member.1.ContextKeyName",
                        "aws:CurrentTime",
                        "ContextEntries.member.1.ContextKeyType",
                        "date",
                        "ContextEntries.member.1.ContextKeyValues.member.1",
                        "2019-04-25T11:00:00Z",
                        "ResourceArns.member.1",
                        "arn:aws:s3:::a/b"))
                .contains("<SourcePolicyId>PolicyInputList.1</SourcePolicyId>")
                .contains("<SourcePolicyType>IAM Policy</SourcePolicyType>")
                .contains("<StartPosition><Line>1</Line><Column>38</Column></StartPosition>")
                .contains(
                        "<EvalDecision>allowed</EvalDecision>",
                        "<MissingContextValues/>",
                        "<EvalDecisionDetails></EvalDecisionDetails>")
                .contains("<EvalResourceDecision>allowed</EvalResourceDecision>")
                .doesNotContain("PermissionsBoundaryDecisionDetail", "<Marker>");
        assertThat(send(
                        "SimulateCustomPolicy",
                        "PolicyInputList.member.1",
                        TestAccount.allow("*", "*"),
                        "ActionNames.member.1",
                        "s3:GetObject",
                        "ContextEntries.member.1.ContextKeyName",
                        "aws:CurrentTime",
                        "ContextEntries.member.1.ContextKeyType",
                        "time"))
                .contains("<Code>ValidationError</Code>", "Member must satisfy enum value set");
        assertThat(send("SimulateCustomPolicy", "ActionNames.member.1", "s3:GetObject"))
                .contains("<Code>ValidationError</Code>");
    }

    private String send(String action, String... parameters) {
        StringBuilder form = new StringBuilder("Version=2010-05-08&Action=" + action);
        for (int i = 0; i < parameters.length; i += 2) {
            form.append('&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        byte[] body = form.toString().getBytes(StandardCharsets.UTF_8);
        HttpRequest request = new HttpRequest(
                "POST",
                "/",
                "",
                Headers.of("content-type", "application/x-www-form-urlencoded"),
                HttpRequest.Bytes.NONE);
        HttpResponse response;
        try {
            Call call = protocol.decode(request, body, operations);
            response =
                    protocol.encode(call, account.asRoot(() -> call.operation().invoke(call.request())), "request");
        } catch (ApiException e) {
            response = protocol.error(e, "request");
        }
        return new String(((HttpResponse.Bytes) response.payload()).content(), StandardCharsets.UTF_8);
    }
}
