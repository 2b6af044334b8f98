package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.Account;
import software.amazon.awssdk.services.organizations.model.ChildType;
import software.amazon.awssdk.services.organizations.model.CreateAccountState;
import software.amazon.awssdk.services.organizations.model.CreateAccountStatus;
import software.amazon.awssdk.services.organizations.model.HandshakePartyType;
import software.amazon.awssdk.services.organizations.model.Organization;
import software.amazon.awssdk.services.organizations.model.OrganizationFeatureSet;
import software.amazon.awssdk.services.organizations.model.OrganizationsException;
import software.amazon.awssdk.services.organizations.model.PolicySummary;
import software.amazon.awssdk.services.organizations.model.PolicyType;
import software.amazon.awssdk.services.organizations.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Organizations by the SDK over the wire: accounts, units, policies and invitations, and what AWS refuses. */
final class OrganizationsWireTest {
    private static final String DENY_S3 =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private OrganizationsClient management;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        management = client(TestingGateway.ROOT);
    }

    @AfterEach
    void stop() throws IOException {
        management.close();
        gateway.close();
    }

    private OrganizationsClient client(AwsCredentialsProvider credentials) {
        return OrganizationsClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
    }

    private String root() {
        return management.listRoots(r -> {}).roots().getFirst().id();
    }

    private String organization() {
        return management
                .createOrganization(r -> r.featureSet(OrganizationFeatureSet.ALL))
                .organization()
                .id();
    }

    private String account(String name) {
        String id = management
                .createAccount(r -> r.accountName(name).email(name + "@example.com"))
                .createAccountStatus()
                .id();
        return management
                .describeCreateAccountStatus(r -> r.createAccountRequestId(id))
                .createAccountStatus()
                .accountId();
    }

    private String unit(String parent, String name) {
        return management
                .createOrganizationalUnit(r -> r.parentId(parent).name(name))
                .organizationalUnit()
                .id();
    }

    private String policy(String name) {
        return management
                .createPolicy(r -> r.name(name)
                        .description("")
                        .type(PolicyType.SERVICE_CONTROL_POLICY)
                        .content(DENY_S3))
                .policy()
                .policySummary()
                .id();
    }

    @Test
    void noServiceWorksInTheAccountsOfAnOrganization() {
        refused(() -> management.listAWSServiceAccessForOrganization(r -> {}), "AWSOrganizationsNotInUseException");
        organization();
        assertThat(management.listAWSServiceAccessForOrganization(r -> {}).enabledServicePrincipals())
                .isEmpty();
        assertThat(management.listDelegatedAdministrators(r -> {}).delegatedAdministrators())
                .isEmpty();
    }

    @Test
    void anOrganizationIsMadeOnceAndSeenByItsMembers() {
        refused(() -> management.describeOrganization(r -> {}), "AWSOrganizationsNotInUseException");
        String id = organization();
        Organization made = management.describeOrganization(r -> {}).organization();
        assertThat(made.id()).isEqualTo(id).matches("o-[a-z0-9]{10,32}");
        assertThat(made.arn()).isEqualTo("arn:aws:organizations::000000000000:organization/" + id);
        assertThat(made.featureSet()).isEqualTo(OrganizationFeatureSet.ALL);
        assertThat(root()).matches("r-[0-9a-z]{4,32}");
        refused(this::organization, "AlreadyInOrganizationException");
        try (OrganizationsClient stranger = client(gateway.account("111122223333"))) {
            refused(() -> stranger.describeOrganization(r -> {}), "AWSOrganizationsNotInUseException");
            String handshake = management
                    .inviteAccountToOrganization(r ->
                            r.target(t -> t.type(HandshakePartyType.ACCOUNT).id("111122223333")))
                    .handshake()
                    .id();
            refused(
                    () -> management.inviteAccountToOrganization(r ->
                            r.target(t -> t.type(HandshakePartyType.ACCOUNT).id("111122223333"))),
                    "DuplicateHandshakeException");
            assertThat(stranger.listHandshakesForAccount(r -> {}).handshakes()).hasSize(1);
            refused(() -> management.acceptHandshake(r -> r.handshakeId(handshake)), "HandshakeNotFoundException");
            assertThat(stranger.acceptHandshake(r -> r.handshakeId(handshake))
                            .handshake()
                            .stateAsString())
                    .isEqualTo("ACCEPTED");
            refused(() -> stranger.acceptHandshake(r -> r.handshakeId(handshake)), "HandshakeAlreadyInStateException");
            refused(
                    () -> management.cancelHandshake(r -> r.handshakeId(handshake)),
                    "InvalidHandshakeTransitionException");
            assertThat(stranger.describeOrganization(r -> {}).organization().id())
                    .isEqualTo(id);
            refused(() -> stranger.listAccounts(r -> {}), "AccessDeniedException");
            refused(
                    () -> stranger.createPolicy(r -> r.name("p")
                            .description("")
                            .type(PolicyType.SERVICE_CONTROL_POLICY)
                            .content(DENY_S3)),
                    "AccessDeniedException");
            refused(() -> management.deleteOrganization(r -> {}), "OrganizationNotEmptyException");
            stranger.leaveOrganization(r -> {});
        }
        refused(
                () -> management.removeAccountFromOrganization(r -> r.accountId("000000000000")),
                "MasterCannotLeaveOrganizationException");
        management.deleteOrganization(r -> {});
        refused(() -> management.describeOrganization(r -> {}), "AWSOrganizationsNotInUseException");
    }

    @Test
    void anAccountThatIsMadeCanBeManaged() {
        organization();
        CreateAccountStatus begun = management
                .createAccount(r -> r.accountName("Dev team")
                        .email("dev@example.com")
                        .tags(Tag.builder().key("team").value("dev").build()))
                .createAccountStatus();
        assertThat(begun.state()).isEqualTo(CreateAccountState.IN_PROGRESS);
        assertThat(begun.id()).matches("car-[a-z0-9]{8,32}");
        CreateAccountStatus done = management
                .describeCreateAccountStatus(r -> r.createAccountRequestId(begun.id()))
                .createAccountStatus();
        assertThat(done.state()).isEqualTo(CreateAccountState.SUCCEEDED);
        Account account =
                management.describeAccount(r -> r.accountId(done.accountId())).account();
        assertThat(account.name()).isEqualTo("Dev team");
        assertThat(account.joinedMethodAsString()).isEqualTo("CREATED");
        assertThat(management
                        .listTagsForResource(r -> r.resourceId(done.accountId()))
                        .tags())
                .extracting(Tag::value)
                .containsExactly("dev");
        management.createAccount(r -> r.accountName("again").email("DEV@example.com"));
        assertThat(management
                        .listCreateAccountStatus(r -> r.states(CreateAccountState.FAILED))
                        .createAccountStatuses())
                .extracting(CreateAccountStatus::failureReasonAsString)
                .containsExactly("EMAIL_ALREADY_EXISTS");
        AwsCredentialsProvider user = gateway.user(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Resource\":\"*\"}]}");
        try (StsClient sts = sts(user)) {
            Credentials assumed = sts.assumeRole(
                            r -> r.roleArn("arn:aws:iam::" + done.accountId() + ":role/OrganizationAccountAccessRole")
                                    .roleSessionName("admin"))
                    .credentials();
            AwsCredentialsProvider admin = StaticCredentialsProvider.create(AwsSessionCredentials.create(
                    assumed.accessKeyId(), assumed.secretAccessKey(), assumed.sessionToken()));
            try (StsClient within = sts(admin)) {
                assertThat(within.getCallerIdentity(r -> {}).account()).isEqualTo(done.accountId());
            }
        }
    }

    private StsClient sts(AwsCredentialsProvider credentials) {
        return StsClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
    }

    @Test
    void unitsAreATree() {
        organization();
        String root = root();
        String top = unit(root, "top");
        assertThat(top).matches("ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}");
        refused(() -> unit(root, "top"), "DuplicateOrganizationalUnitException");
        refused(() -> unit("r-none", "x"), "ParentNotFoundException");
        String account = account("one");
        management.moveAccount(r -> r.accountId(account).sourceParentId(root).destinationParentId(top));
        refused(
                () -> management.moveAccount(
                        r -> r.accountId(account).sourceParentId(top).destinationParentId(top)),
                "DuplicateAccountException");
        refused(
                () -> management.moveAccount(
                        r -> r.accountId(account).sourceParentId(top).destinationParentId("ou-none-12345678")),
                "DestinationParentNotFoundException");
        assertThat(management
                        .listParents(r -> r.childId(account))
                        .parents()
                        .getFirst()
                        .id())
                .isEqualTo(top);
        assertThat(management
                        .listChildren(r -> r.parentId(root).childType(ChildType.ACCOUNT))
                        .children())
                .hasSize(1);
        refused(
                () -> management.deleteOrganizationalUnit(r -> r.organizationalUnitId(top)),
                "OrganizationalUnitNotEmptyException");
        String below = top;
        for (int depth = 2; depth <= 5; depth++) {
            below = unit(below, "deep");
        }
        String deepest = below;
        refusedFor(() -> unit(deepest, "deeper"), "ConstraintViolationException", "depth");
        management.updateOrganizationalUnit(r -> r.organizationalUnitId(deepest).name("leaf"));
        assertThat(management
                        .describeOrganizationalUnit(r -> r.organizationalUnitId(deepest))
                        .organizationalUnit()
                        .name())
                .isEqualTo("leaf");
        management.deleteOrganizationalUnit(r -> r.organizationalUnitId(deepest));
        refused(
                () -> management.describeOrganizationalUnit(r -> r.organizationalUnitId(deepest)),
                "OrganizationalUnitNotFoundException");
    }

    @Test
    void policiesAreAttachedWithinLimits() {
        organization();
        String root = root();
        String id = policy("no-s3");
        refused(() -> policy("no-s3"), "DuplicatePolicyException");
        refused(() -> attach(id, root), "PolicyTypeNotEnabledException");
        enable(PolicyType.SERVICE_CONTROL_POLICY);
        refused(() -> enable(PolicyType.SERVICE_CONTROL_POLICY), "PolicyTypeAlreadyEnabledException");
        refused(() -> enable(PolicyType.TAG_POLICY), "PolicyTypeNotAvailableForOrganizationException");
        String unit = unit(root, "u");
        assertThat(attached(unit)).containsExactly("FullAWSAccess");
        attach(id, unit);
        refused(() -> attach(id, unit), "DuplicatePolicyAttachmentException");
        refused(() -> attach("p-00000000", unit), "PolicyNotFoundException");
        refused(() -> attach(id, "123456789012"), "TargetNotFoundException");
        for (int more = 1; more <= 3; more++) {
            attach(policy("more" + more), unit);
        }
        String fifth = policy("fifth");
        refusedFor(() -> attach(fifth, unit), "ConstraintViolationException", "maximum number of policies");
        refused(() -> management.deletePolicy(r -> r.policyId(id)), "PolicyInUseException");
        refused(() -> management.deletePolicy(r -> r.policyId("p-FullAWSAccess")), "InvalidInputException");
        detach("p-FullAWSAccess", unit);
        refusedFor(() -> detach("p-FullAWSAccess", root), "ConstraintViolationException", "last policy");
        refused(() -> detach(id, root), "PolicyNotAttachedException");
        assertThat(management.listTargetsForPolicy(r -> r.policyId(id)).targets())
                .extracting(t -> t.targetId())
                .containsExactly(unit);
        management.disablePolicyType(r -> r.rootId(root).policyType(PolicyType.SERVICE_CONTROL_POLICY));
        assertThat(attached(unit)).isEmpty();
        enable(PolicyType.SERVICE_CONTROL_POLICY);
        assertThat(attached(unit)).containsExactly("FullAWSAccess");
        enable(PolicyType.RESOURCE_CONTROL_POLICY);
        refused(() -> detach("p-RCPFullAWSAccess", root), "InvalidInputException");
    }

    private void enable(PolicyType type) {
        String root = root();
        management.enablePolicyType(r -> r.rootId(root).policyType(type));
    }

    private void attach(String policy, String target) {
        management.attachPolicy(r -> r.policyId(policy).targetId(target));
    }

    private void detach(String policy, String target) {
        management.detachPolicy(r -> r.policyId(policy).targetId(target));
    }

    private List<String> attached(String target) {
        return management
                .listPoliciesForTarget(r -> r.targetId(target).filter(PolicyType.SERVICE_CONTROL_POLICY))
                .policies()
                .stream()
                .map(PolicySummary::name)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    SERVICE_CONTROL_POLICY; nope
                    SERVICE_CONTROL_POLICY; {'Version':'2012-10-17','Statement':[]}
                    SERVICE_CONTROL_POLICY; {'Statement':[{'Effect':'Deny','Action':'*','Resource':'*'}]}
                    SERVICE_CONTROL_POLICY; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*'}]}
                    SERVICE_CONTROL_POLICY; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','Action':'*'}]}
                    RESOURCE_CONTROL_POLICY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*'}]}
                    RESOURCE_CONTROL_POLICY; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','Action':'s3:*','Resource':'*'}]}
                    RESOURCE_CONTROL_POLICY; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','Principal':{'AWS':'111122223333'},'Action':'s3:*','Resource':'*'}]}
                    RESOURCE_CONTROL_POLICY; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','NotPrincipal':'*','Action':'s3:*','Resource':'*'}]}
                    RESOURCE_CONTROL_POLICY; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','Principal':'*','NotAction':'s3:*','Resource':'*'}]}
                    RESOURCE_CONTROL_POLICY; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*'}]}
                    RESOURCE_CONTROL_POLICY; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','Principal':'*','Action':'ec2:*','Resource':'*'}]}
                    """)
    void refusesDocumentsThatAreNoPoliciesOfTheirType(String type, String document) {
        organization();
        refusedFor(
                () -> management.createPolicy(
                        r -> r.name("p").description("").type(type).content(document.replace('\'', '"'))),
                "MalformedPolicyDocumentException",
                "does not meet the requirements of the specified policy type");
    }

    @Test
    void refusesWhatIsTooLargeOrOfNoForm() {
        organization();
        String padded = DENY_S3 + " ".repeat(5_121 - DENY_S3.length());
        refusedFor(
                () -> management.createPolicy(r -> r.name("big")
                        .description("")
                        .type(PolicyType.SERVICE_CONTROL_POLICY)
                        .content(padded)),
                "ConstraintViolationException",
                "5120");
        String fits = padded.substring(0, 5_120);
        management.createPolicy(r -> r.name("fits")
                .description("")
                .type(PolicyType.SERVICE_CONTROL_POLICY)
                .content(fits));
        refusedFor(
                () -> management.describeAccount(r -> r.accountId("12")),
                "InvalidInputException",
                "You provided a value that does not match the required pattern.");
        refused(() -> management.describeAccount(r -> r.accountId("123456789012")), "AccountNotFoundException");
        refused(() -> management.listAccounts(r -> r.nextToken("%")), "InvalidInputException");
    }

    @Test
    void billsAloneHaveNoPolicies() {
        management.createOrganization(r -> r.featureSet(OrganizationFeatureSet.CONSOLIDATED_BILLING));
        refused(() -> enable(PolicyType.SERVICE_CONTROL_POLICY), "PolicyTypeNotAvailableForOrganizationException");
        refused(() -> policy("p"), "PolicyTypeNotAvailableForOrganizationException");
    }

    @Test
    void listsComeInPages() {
        organization();
        String root = root();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            made.add(unit(root, "unit" + i));
        }
        assertThat(management
                        .listOrganizationalUnitsForParent(r -> r.parentId(root))
                        .organizationalUnits())
                .hasSize(20);
        assertThat(management
                        .listOrganizationalUnitsForParentPaginator(
                                r -> r.parentId(root).maxResults(7))
                        .stream()
                        .flatMap(page -> page.organizationalUnits().stream())
                        .toList())
                .extracting(unit -> unit.id())
                .containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void callersNeedPermissions() {
        organization();
        String unit = unit(root(), "u");
        String root = root();
        AwsCredentialsProvider user = gateway.user("""
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"organizations:CreateOrganizationalUnit","Resource":"arn:aws:organizations::*:ou/*/%s"},
                 {"Effect":"Allow","Action":"organizations:ListPolicies","Resource":"*",
                  "Condition":{"StringEquals":{"organizations:PolicyType":"SERVICE_CONTROL_POLICY"}}}]}
                """.formatted(unit));
        try (OrganizationsClient limited = client(user)) {
            limited.createOrganizationalUnit(r -> r.parentId(unit).name("below"));
            refusedFor(
                    () -> limited.createOrganizationalUnit(r -> r.parentId(root).name("beside")),
                    "AccessDeniedException",
                    "is not authorized to perform: organizations:CreateOrganizationalUnit on resource:"
                            + " arn:aws:organizations::000000000000:root/");
            limited.listPolicies(r -> r.filter(PolicyType.SERVICE_CONTROL_POLICY));
            refused(
                    () -> limited.listPolicies(r -> r.filter(PolicyType.RESOURCE_CONTROL_POLICY)),
                    "AccessDeniedException");
        }
    }

    private static void refused(ThrowingCallable call, String code) {
        refusedFor(call, code, "");
    }

    private static void refusedFor(ThrowingCallable call, String code, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(OrganizationsException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).contains(words);
            assertThat(e.statusCode()).isEqualTo(400);
        });
    }
}
