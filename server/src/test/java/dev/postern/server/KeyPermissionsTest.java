package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.Tag;

/** Whom the policies and grants of keys let, by the SDK over the wire. */
final class KeyPermissionsTest {
    private static final String ACCOUNT = "000000000000";
    private static final SdkBytes PLAIN = SdkBytes.fromUtf8String("attack at dawn");
    private static final Map<String, String> CONTEXT = Map.of("app", "shop", "stage", "test");

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private KmsClient root;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        root = gateway.client(KmsClient.builder(), TestingGateway.ROOT);
    }

    @AfterEach
    void stop() throws Exception {
        root.close();
        gateway.close();
    }

    private KmsClient user(String policy) {
        return gateway.client(KmsClient.builder(), gateway.user(policy));
    }

    private static String allow(String action) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s","Resource":"*"}]}""".formatted(action);
    }

    private String key() {
        return root.createKey().keyMetadata().arn();
    }

    @Test
    void withoutTheKeysPolicyNotEvenTheAccountMay() {
        String key = key();
        try (KmsClient user = user(allow("kms:*"))) {
            SdkBytes sealed = user.encrypt(r -> r.keyId(key).plaintext(PLAIN)).ciphertextBlob();
            String only = """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:user/limited"},
                    "Action":["kms:PutKeyPolicy","kms:Decrypt"],"Resource":"*"}]}""".formatted(ACCOUNT);
            assertThat(refusal(() -> root.putKeyPolicy(r -> r.keyId(key).policy(only))))
                    .isEqualTo(
                            "MalformedPolicyDocumentException: The new key policy will not allow you to update the key"
                                    + " policy in the future.");
            user.putKeyPolicy(r -> r.keyId(key).policy(only));
            assertThat(user.decrypt(r -> r.ciphertextBlob(sealed)).plaintext()).isEqualTo(PLAIN);
            assertThat(refusal(() -> root.decrypt(r -> r.ciphertextBlob(sealed))))
                    .isEqualTo("AccessDeniedException: User: arn:aws:iam::" + ACCOUNT
                            + ":root is not authorized to perform: kms:Decrypt on resource: " + key
                            + " because no resource-based policy allows the kms:Decrypt action");
            assertThat(refusal(() -> user.encrypt(r -> r.keyId(key).plaintext(PLAIN))))
                    .contains("because no resource-based policy allows the kms:Encrypt action");
        }
    }

    @Test
    void aPolicyOfTheCallersNeedsTheKeysToNameTheAccount() {
        String key = key();
        try (KmsClient user = user(allow("kms:DescribeKey"))) {
            user.describeKey(r -> r.keyId(key));
            assertThat(refusal(() -> user.encrypt(r -> r.keyId(key).plaintext(PLAIN))))
                    .isEqualTo("AccessDeniedException: User: arn:aws:iam::" + ACCOUNT
                            + ":user/limited is not authorized to perform: kms:Encrypt on resource: " + key
                            + " because no identity-based policy allows the kms:Encrypt action");
        }
    }

    @Test
    void aGrantLetsItsGranteeInItsContextUntilItEnds() {
        String key = key();
        try (KmsClient user = user(allow("kms:CreateKey"))) {
            String grantee = "arn:aws:iam::" + ACCOUNT + ":user/limited";
            SdkBytes sealed = root.encrypt(r -> r.keyId(key).plaintext(PLAIN).encryptionContext(CONTEXT))
                    .ciphertextBlob();
            SdkBytes bare = root.encrypt(r -> r.keyId(key).plaintext(PLAIN)).ciphertextBlob();
            assertThat(refusal(() -> user.decrypt(r -> r.ciphertextBlob(sealed).encryptionContext(CONTEXT))))
                    .startsWith("AccessDeniedException");
            String grant = root.createGrant(r -> r.keyId(key)
                            .granteePrincipal(grantee)
                            .operations(GrantOperation.DECRYPT, GrantOperation.CREATE_GRANT)
                            .constraints(c -> c.encryptionContextSubset(Map.of("app", "shop"))))
                    .grantId();
            assertThat(user.decrypt(r -> r.ciphertextBlob(sealed).encryptionContext(CONTEXT))
                            .plaintext())
                    .isEqualTo(PLAIN);
            assertThat(refusal(() -> user.decrypt(r -> r.ciphertextBlob(bare)))).startsWith("AccessDeniedException");
            assertThat(refusal(() -> user.createGrant(r -> r.keyId(key)
                            .granteePrincipal(grantee)
                            .operations(GrantOperation.ENCRYPT)
                            .constraints(c -> c.encryptionContextSubset(Map.of("app", "shop"))))))
                    .as("more than he has himself")
                    .startsWith("AccessDeniedException");
            assertThat(refusal(() -> user.createGrant(
                            r -> r.keyId(key).granteePrincipal(grantee).operations(GrantOperation.DECRYPT))))
                    .as("in more contexts than his own")
                    .startsWith("AccessDeniedException");
            assertThat(root.listGrants(r -> r.keyId(key)).grants())
                    .singleElement()
                    .satisfies(one -> assertThat(one.constraints().encryptionContextSubset())
                            .containsExactly(Map.entry("app", "shop")));
            root.revokeGrant(r -> r.keyId(key).grantId(grant));
            assertThat(refusal(() -> user.decrypt(r -> r.ciphertextBlob(sealed).encryptionContext(CONTEXT))))
                    .startsWith("AccessDeniedException");
        }
    }

    @Test
    void aGrantInOneContextAloneIsPassedOnForThatAloneAndDescribesItsKeyInAny() {
        String key = key();
        try (KmsClient user = user(allow("kms:CreateKey"))) {
            String grantee = "arn:aws:iam::" + ACCOUNT + ":user/limited";
            root.createGrant(r -> r.keyId(key)
                    .granteePrincipal(grantee)
                    .operations(GrantOperation.ENCRYPT, GrantOperation.DESCRIBE_KEY, GrantOperation.CREATE_GRANT)
                    .constraints(c -> c.encryptionContextEquals(Map.of("app", "shop"))));
            assertThat(user.describeKey(r -> r.keyId(key)).keyMetadata().arn()).isEqualTo(key);
            for (String name : new String[] {"app", "App"}) {
                user.encrypt(r -> r.keyId(key).plaintext(PLAIN).encryptionContext(Map.of(name, "shop")));
            }
            for (Map<String, String> other : List.of(Map.of("app", "Shop"), CONTEXT, Map.<String, String>of())) {
                assertThat(refusal(() ->
                                user.encrypt(r -> r.keyId(key).plaintext(PLAIN).encryptionContext(other))))
                        .as(other.toString())
                        .startsWith("AccessDeniedException");
            }
            assertThat(refusal(() -> user.createGrant(r -> r.keyId(key)
                            .granteePrincipal(grantee)
                            .operations(GrantOperation.ENCRYPT)
                            .constraints(c -> c.encryptionContextSubset(Map.of("app", "shop"))))))
                    .as("in contexts that have more than his own")
                    .startsWith("AccessDeniedException");
            user.createGrant(r -> r.keyId(key)
                    .granteePrincipal(grantee)
                    .operations(GrantOperation.ENCRYPT)
                    .constraints(c -> c.encryptionContextEquals(Map.of("app", "shop"))));
        }
    }

    @Test
    void aGrantAsksForEightShortPairsAtMost() {
        String key = key();
        Map<String, String> nine = new TreeMap<>();
        for (int i = 0; i < 9; i++) {
            nine.put("name" + i, "value");
        }
        for (Map<String, String> pairs : List.of(nine, Map.of("app", "x".repeat(385)))) {
            assertThat(refusal(() -> root.createGrant(r -> r.keyId(key)
                            .granteePrincipal("arn:aws:iam::" + ACCOUNT + ":root")
                            .operations(GrantOperation.ENCRYPT)
                            .constraints(c -> c.encryptionContextSubset(pairs)))))
                    .startsWith("ValidationException");
        }
    }

    @Test
    void whoIsNamedInAGrantMayEndIt() {
        String key = key();
        try (KmsClient user = user(allow("kms:CreateKey"))) {
            String grantee = "arn:aws:iam::" + ACCOUNT + ":user/limited";
            String named = root.createGrant(r ->
                            r.keyId(key).name("once").granteePrincipal(grantee).operations(GrantOperation.ENCRYPT))
                    .grantId();
            assertThat(root.createGrant(r -> r.keyId(key)
                                    .name("once")
                                    .granteePrincipal(grantee)
                                    .operations(GrantOperation.ENCRYPT))
                            .grantId())
                    .isEqualTo(named);
            assertThat(refusal(() -> user.retireGrant(r -> r.keyId(key).grantId(named))))
                    .startsWith("AccessDeniedException");
            String token = root.createGrant(r -> r.keyId(key)
                            .granteePrincipal(grantee)
                            .retiringPrincipal(grantee)
                            .operations(GrantOperation.ENCRYPT))
                    .grantToken();
            user.retireGrant(r -> r.grantToken(token));
            assertThat(root.listGrants(r -> r.keyId(key)).grants()).hasSize(1);
            assertThat(refusal(() -> root.createGrant(r -> r.keyId(key)
                            .granteePrincipal("arn:aws:iam::" + ACCOUNT + ":user/nobody")
                            .operations(GrantOperation.ENCRYPT))))
                    .startsWith("InvalidArnException: ARN does not refer to a valid principal");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'StringEquals':{'kms:EncryptionContext:app':'shop'}}|true",
                "{'StringEquals':{'kms:EncryptionContext:app':'other'}}|false",
                "{'ForAllValues:StringEquals':{'kms:EncryptionContextKeys':['app','stage']}}|true",
                "{'ForAllValues:StringEquals':{'kms:EncryptionContextKeys':['app']}}|false",
                "{'StringEquals':{'kms:RequestAlias':'alias/shop'}}|true",
                "{'StringEquals':{'kms:RequestAlias':'alias/other'}}|false",
                "{'ForAnyValue:StringEquals':{'kms:ResourceAliases':'alias/shop'}}|true",
                "{'StringEquals':{'kms:CallerAccount':'000000000000','kms:KeySpec':'SYMMETRIC_DEFAULT'}}|false",
                "{'StringEquals':{'kms:CallerAccount':'000000000000','kms:EncryptionAlgorithm':'SYMMETRIC_DEFAULT'}}|true",
                "{'StringEquals':{'kms:ViaService':'s3.us-east-1.amazonaws.com'}}|false",
                "{'StringEquals':{'aws:ResourceTag/team':'red'}}|true",
            })
    void conditionsOfKmsAreMet(String condition, boolean allowed) {
        String key = root.createKey(
                        r -> r.tags(Tag.builder().tagKey("team").tagValue("red").build()))
                .keyMetadata()
                .keyId();
        root.createAlias(r -> r.aliasName("alias/shop").targetKeyId(key));
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Encrypt","Resource":"*","Condition":%s}]}""".formatted(condition.replace('\'', '"'));
        try (KmsClient user = user(policy)) {
            String code = refusal(() ->
                    user.encrypt(r -> r.keyId("alias/shop").plaintext(PLAIN).encryptionContext(CONTEXT)));
            assertThat(code.equals("none")).as(code).isEqualTo(allowed);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense|MalformedPolicyDocumentException",
                "{'Statement':[]}|MalformedPolicyDocumentException",
                "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'kms:*','Resource':'*'}]}|MalformedPolicyDocumentException",
                "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::000000000000:user/nobody'},'Action':'kms:*','Resource':'*'}]}|MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals.",
                "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::000000000000:root'},'Action':'kms:*','Resource':'*'},{'Effect':'Deny','Principal':'*','Action':'kms:Decrypt','Resource':'*','Condition':{'StringEquals':{'aws:resourceTag/team':'x'}}}]}|MalformedPolicyDocumentException: These condition keys are not permitted in a key policy: aws:ResourceTag, kms:ResourceTag, kms:ResourceAliases",
                "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::000000000000:root'},'Action':'kms:*','Resource':'*'},{'Effect':'Deny','Principal':'*','Action':'kms:Decrypt','Resource':'*','Condition':{'ForAnyValue:StringLike':{'kms:ResourceAliases':'x'}}}]}|MalformedPolicyDocumentException: These condition keys are not permitted in a key policy: aws:ResourceTag, kms:ResourceTag, kms:ResourceAliases",
            })
    void whatIsNoPolicyIsRefused(String policy, String error) {
        assertThat(refusal(() -> root.createKey(r -> r.policy(policy.replace('\'', '"')))))
                .startsWith(error);
        assertThat(root.listKeys().keys()).isEmpty();
    }
}
