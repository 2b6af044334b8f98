package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.postern.server.oidc.Issuers;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

/** Sessions for tokens of an OpenID Connect issuer, which is really asked for its keys. */
final class WebIdentityTest {
    private static final String ISSUER = "https://idp.example.com/team";
    private static final String PROVIDER = "arn:aws:iam::000000000000:oidc-provider/idp.example.com/team";
    private static final String ROLE = "arn:aws:iam::000000000000:role/build";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private IamClient iam;
    private StsClient sts;
    private HttpServer issuer;
    private KeyPair rsa;
    private KeyPair ec;
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final List<AutoCloseable> clients = new ArrayList<>();

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        gateway = new TestingGateway(directory);
        iam = IamClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(TestingGateway.ROOT)
                .build();
        sts = StsClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        clients.addAll(List.of(iam, sts));
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/", exchange -> {
            byte[] page =
                    pages.getOrDefault(exchange.getRequestURI().getPath(), "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(page.length == 0 ? 404 : 200, page.length == 0 ? -1 : page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        issuer.start();
        String place = "http://127.0.0.1:" + issuer.getAddress().getPort();
        gateway.setIssuers(Issuers.parse(ISSUER + "=" + place + "/"));
        rsa = generate("RSA", 2_048);
        ec = generate("EC", 256);
        pages.put(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"" + ISSUER + "/keys\"}");
        pages.put("/keys", keys());
        iam.createOpenIDConnectProvider(r -> r.url(ISSUER).clientIDList("postern", "other"));
        role("{\"idp.example.com/team:aud\":\"postern\",\"idp.example.com/team:sub\":\"job:main\"}");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        issuer.stop(0);
        gateway.close();
    }

    @Test
    void aTokenOfTheIssuerBeginsASessionThatItsClaimsAreKnownOf() throws Exception {
        for (String algorithm : List.of("RS256", "RS512", "ES256")) {
            AssumeRoleWithWebIdentityResponse response = assume(token(algorithm, claims()));
            assertThat(response.subjectFromWebIdentityToken()).isEqualTo("job:main");
            assertThat(response.audience()).isEqualTo("postern");
            assertThat(response.provider()).isEqualTo(PROVIDER);
            assertThat(response.assumedRoleUser().arn())
                    .isEqualTo("arn:aws:sts::000000000000:assumed-role/build/run-1");
        }
        ObjectNode claims = claims();
        claims.put("https://aws.amazon.com/source_identity", "me");
        ObjectNode tags = claims.putObject("https://aws.amazon.com/tags");
        tags.putObject("principal_tags").putArray("Team").add("blue");
        tags.putArray("transitive_tag_keys").add("Team");
        AssumeRoleWithWebIdentityResponse response = assume(token("RS256", claims));
        assertThat(response.sourceIdentity()).isEqualTo("me");
        iam.putRolePolicy(r -> r.roleName("build").policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":
                {"StringEquals":{"aws:PrincipalTag/Team":"blue","aws:SourceIdentity":"me",
                "idp.example.com/team:sub":"job:main","aws:FederatedProvider":"PROVIDER"}}}]}""".replace("PROVIDER", PROVIDER)));
        s3(response).createBucket(r -> r.bucket("blue-bucket"));
        AssumeRoleWithWebIdentityResponse plain = assume(token("RS256", claims()));
        refused(() -> s3(plain).createBucket(r -> r.bucket("other-bucket")), "AccessDenied", "");
    }

    @Test
    void whatTheTrustPolicyDoesNotSayIsDenied() throws Exception {
        refused(
                () -> assume(token("RS256", claims().put("sub", "job:other"))),
                "AccessDenied",
                "Not authorized to perform sts:AssumeRoleWithWebIdentity");
        refused(() -> assume(token("RS256", claims().put("aud", "other"))), "AccessDenied", "Not authorized");
        iam.updateAssumeRolePolicy(
                r -> r.roleName("build").policyDocument(trust("sts:AssumeRoleWithWebIdentity", "{}")));
        ObjectNode tagged = claims();
        tagged.putObject("https://aws.amazon.com/tags")
                .putObject("principal_tags")
                .putArray("a")
                .add("b");
        refused(() -> assume(token("RS256", tagged)), "AccessDenied", "Not authorized to perform sts:TagSession");
        refused(
                () -> {
                    String good = token("RS256", claims());
                    sts.assumeRoleWithWebIdentity(r ->
                            r.roleArn(ROLE + "-none").roleSessionName("run-1").webIdentityToken(good));
                },
                "AccessDenied",
                "Not authorized to perform sts:AssumeRoleWithWebIdentity");
    }

    @Test
    void tokensThatTheIssuerDidNotMakeSoAreRefused() throws Exception {
        String good = token("RS256", claims());
        String[] parts = good.split("\\.", -1);
        for (String wrong : List.of("abcd", "a.b.c", parts[0] + "." + parts[1], "....")) {
            refused(() -> assume(wrong), "InvalidIdentityToken", "not a valid JWT");
        }
        String unsigned = encode("{\"alg\":\"none\"}") + "." + parts[1] + ".";
        String confused = encode("{\"alg\":\"HS256\",\"kid\":\"r\"}") + "." + parts[1];
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(rsa.getPublic().getEncoded(), "HmacSHA256"));
        String hmac = confused + "." + encode(mac.doFinal(confused.getBytes(StandardCharsets.US_ASCII)));
        String changed =
                parts[0] + "." + encode(claims().put("sub", "job:main ").toString()) + "." + parts[2];
        KeyPair mine = rsa;
        rsa = generate("RSA", 2_048);
        String others = token("RS256", claims());
        rsa = mine;
        for (String wrong : List.of(unsigned, hmac, changed, others)) {
            refused(() -> assume(wrong), "InvalidIdentityToken", "verification key");
        }
        long now = Instant.now().getEpochSecond();
        refused(() -> assume(token("RS256", claims().put("exp", now - 1))), "ExpiredToken", "Token expired");
        refused(() -> assume(token("RS256", claims().put("nbf", now + 3_000))), "InvalidIdentityToken", "");
        refused(() -> assume(token("RS256", claims().put("aud", "mine"))), "InvalidIdentityToken", "audience");
        refused(
                () -> assume(token("RS256", claims().put("iss", "https://evil.example.com"))),
                "InvalidIdentityToken",
                "No OpenIDConnect provider found in your account for https://evil.example.com");
        for (String claim : List.of("iss", "sub", "aud", "exp", "iat")) {
            ObjectNode claims = claims();
            claims.remove(claim);
            refused(() -> assume(token("RS256", claims)), "InvalidIdentityToken", "Missing a required claim: " + claim);
        }
    }

    @Test
    void aKeyIsForWhatItsIssuerSays() throws Exception {
        for (String member : List.of("\"use\":\"sig\"", "\"alg\":\"RS256\"")) {
            pages.put("/keys", keys().replace("\"use\":\"sig\"", member));
            assume(token("RS256", claims()));
        }
        for (String member : List.of("\"use\":\"enc\"", "\"alg\":\"RS512\"")) {
            pages.put("/keys", keys().replace("\"use\":\"sig\"", member));
            refused(() -> assume(token("RS256", claims())), "InvalidIdentityToken", "verification key");
        }
        pages.put("/keys", keys().replace("P-256", "P-384"));
        refused(() -> assume(token("ES256", claims())), "InvalidIdentityToken", "verification key");
        rsa = generate("RSA", 1_024);
        pages.put("/keys", keys());
        refused(() -> assume(token("RS256", claims())), "InvalidIdentityToken", "verification key");
    }

    @Test
    void aTokenIsForWhomTheProviderKnows() throws Exception {
        ObjectNode several = claims();
        several.putArray("aud").add("mine").add("postern");
        assertThat(assume(token("RS256", several)).audience()).isEqualTo("postern");
        several.putArray("aud").add("mine");
        refused(() -> assume(token("RS256", several)), "InvalidIdentityToken", "Incorrect token audience");
        ObjectNode party = claims().put("aud", "api").put("azp", "postern");
        assertThat(assume(token("RS256", party)).audience()).isEqualTo("api");
        refused(() -> assume(token("RS256", party.put("azp", "other"))), "AccessDenied", "Not authorized");
        ObjectNode stranger = claims().put("azp", "stranger");
        refused(() -> assume(token("RS256", stranger)), "InvalidIdentityToken", "Incorrect token audience");
    }

    @Test
    void nobodyIsAskedButAnIssuerThatWasNamed() throws Exception {
        iam.createOpenIDConnectProvider(r -> r.url("https://127.0.0.1").clientIDList("postern"));
        refused(
                () -> assume(token("RS256", claims().put("iss", "https://127.0.0.1"))),
                "IDPCommunicationError",
                "none of POSTERN_OIDC_ISSUERS");
        pages.put(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"http://127.0.0.1:1/\"}");
        refused(() -> assume(token("RS256", claims())), "IDPCommunicationError", "somewhere else");
        pages.put("/.well-known/openid-configuration", "{\"issuer\":\"https://x.example.com\"}");
        refused(() -> assume(token("RS256", claims())), "IDPCommunicationError", "another");
        pages.put("/.well-known/openid-configuration", " ".repeat(300_000));
        refused(() -> assume(token("RS256", claims())), "IDPCommunicationError", "too much");
        pages.clear();
        refused(() -> assume(token("RS256", claims())), "IDPCommunicationError", "404");
    }

    @Test
    void providersAreMadeChangedAndForgotten() {
        refused(() -> iam.createOpenIDConnectProvider(r -> r.url(ISSUER)), "EntityAlreadyExists", ISSUER);
        for (String wrong :
                List.of("http://idp.example.com", "idp.example.com", "https://a.example.com/?q=1", "https://u@a/")) {
            refused(
                    () -> iam.createOpenIDConnectProvider(r -> r.url(wrong)),
                    "InvalidInput",
                    "Invalid Open ID Connect");
        }
        refused(
                () -> iam.updateOpenIDConnectProviderThumbprint(
                        r -> r.openIDConnectProviderArn(PROVIDER).thumbprintList("abc")),
                "ValidationError",
                "thumbprintList");
        iam.updateOpenIDConnectProviderThumbprint(
                r -> r.openIDConnectProviderArn(PROVIDER).thumbprintList("A".repeat(40)));
        iam.addClientIDToOpenIDConnectProvider(
                r -> r.openIDConnectProviderArn(PROVIDER).clientID("third"));
        iam.addClientIDToOpenIDConnectProvider(
                r -> r.openIDConnectProviderArn(PROVIDER).clientID("third"));
        iam.removeClientIDFromOpenIDConnectProvider(
                r -> r.openIDConnectProviderArn(PROVIDER).clientID("other"));
        iam.tagOpenIDConnectProvider(r -> r.openIDConnectProviderArn(PROVIDER)
                .tags(software.amazon.awssdk.services.iam.model.Tag.builder()
                        .key("a")
                        .value("b")
                        .build()));
        var found = iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(PROVIDER));
        assertThat(found.url()).isEqualTo("idp.example.com/team");
        assertThat(found.clientIDList()).containsExactly("postern", "third");
        assertThat(found.thumbprintList()).containsExactly("a".repeat(40));
        assertThat(found.tags()).hasSize(1);
        iam.untagOpenIDConnectProvider(r -> r.openIDConnectProviderArn(PROVIDER).tagKeys("a"));
        assertThat(iam.listOpenIDConnectProviderTags(r -> r.openIDConnectProviderArn(PROVIDER))
                        .tags())
                .isEmpty();
        assertThat(iam.listOpenIDConnectProviders(r -> {}).openIDConnectProviderList())
                .singleElement()
                .satisfies(entry -> assertThat(entry.arn()).isEqualTo(PROVIDER));
        iam.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(PROVIDER));
        refused(
                () -> iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(PROVIDER)),
                "NoSuchEntity",
                "OpenIDConnect Provider not found for arn " + PROVIDER);
        refused(() -> assume(token("RS256", claims())), "InvalidIdentityToken", "No OpenIDConnect provider found");
        refused(
                () -> sts.assumeRoleWithSAML(r -> r.roleArn(ROLE)
                        .principalArn("arn:aws:iam::000000000000:saml-provider/corp")
                        .samlAssertion("abcd")),
                "",
                "AssumeRoleWithSAML");
    }

    private void role(String conditions) {
        iam.createRole(r -> r.roleName("build")
                .assumeRolePolicyDocument(trust(
                        "sts:AssumeRoleWithWebIdentity\",\"sts:TagSession\",\"sts:SetSourceIdentity",
                        "{\"StringEquals\":" + conditions + "}")));
    }

    private static String trust(String actions, String condition) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\""
                + PROVIDER + "\"},\"Action\":[\"" + actions + "\"],\"Condition\":" + condition + "}]}";
    }

    private static ObjectNode claims() {
        long now = Instant.now().getEpochSecond();
        return JSON.createObjectNode()
                .put("iss", ISSUER)
                .put("sub", "job:main")
                .put("aud", "postern")
                .put("iat", now)
                .put("exp", now + 600);
    }

    private AssumeRoleWithWebIdentityResponse assume(String token) {
        return sts.assumeRoleWithWebIdentity(
                r -> r.roleArn(ROLE).roleSessionName("run-1").webIdentityToken(token));
    }

    private S3Client s3(AssumeRoleWithWebIdentityResponse response) {
        S3Client client = S3Client.builder()
                .forcePathStyle(true)
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                        response.credentials().accessKeyId(),
                        response.credentials().secretAccessKey(),
                        response.credentials().sessionToken())))
                .build();
        clients.add(client);
        return client;
    }

    private static void refused(ThrowingCallable call, String code, String words) {
        AwsServiceException error = Assertions.catchThrowableOfType(AwsServiceException.class, call);
        assertThat(error).as("%s %s", code, words).isNotNull();
        assertThat(error.awsErrorDetails().errorCode()).as(error.getMessage()).startsWith(code);
        assertThat(error.awsErrorDetails().errorMessage()).contains(words);
    }

    private static KeyPair generate(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private String token(String algorithm, ObjectNode claims) throws GeneralSecurityException {
        boolean elliptic = algorithm.startsWith("ES");
        String signed = encode("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + (elliptic ? "e" : "r") + "\"}") + "."
                + encode(claims.toString());
        Signature signature = Signature.getInstance(
                elliptic ? "SHA256withECDSAinP1363Format" : "SHA" + algorithm.substring(2) + "withRSA");
        signature.initSign((elliptic ? ec : rsa).getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + encode(signature.sign());
    }

    private String keys() {
        RSAPublicKey r = (RSAPublicKey) rsa.getPublic();
        ECPublicKey e = (ECPublicKey) ec.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"use\":\"sig\",\"n\":\"" + encode(r.getModulus())
                + "\",\"e\":\"" + encode(r.getPublicExponent()) + "\"},{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\","
                + "\"x\":\"" + encode(e.getW().getAffineX()) + "\",\"y\":\""
                + encode(e.getW().getAffineY()) + "\"}]}";
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return encode(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
