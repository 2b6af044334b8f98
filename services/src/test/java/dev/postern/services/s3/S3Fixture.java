package dev.postern.services.s3;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.iam.AccessKey;
import dev.postern.model.iam.Account;
import dev.postern.model.iam.User;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.iam.SnapshotCredentials;
import dev.postern.storage.Cloud;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.storage.objects.FileObjectStore;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.FormUpload;
import dev.postern.wire.s3.S3Address;
import dev.postern.wire.s3.S3Errors;
import dev.postern.wire.sigv4.S3Body;
import dev.postern.wire.sigv4.SignatureVerifier;
import dev.postern.wire.sigv4.SignatureVerifier.VerifiedS3;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A cloud in memory with two accounts, and clients of the real SDK that reach its S3 without a socket: requests are
 * signed, verified, authorized and served.
 */
final class S3Fixture implements AutoCloseable {
    static final AccountId OURS = new AccountId("111111111111");
    static final AccountId THEIRS = new AccountId("222222222222");

    final Cloud cloud = new LedgerCloud(new MemoryLedger());
    final ObjectStore store;
    final S3Service service;
    Connection connection = new Connection.Public(Ip.of("198.18.0.9"), true);

    /** What time it is for S3; signatures are of now. */
    Clock clock = Clock.systemUTC();

    private final SignatureVerifier verifier = new SignatureVerifier(new SnapshotCredentials(cloud));
    private final Ids ids = new Ids(new Random(3));

    S3Fixture(Path directory) {
        this.store = new FileObjectStore(directory);
        this.service = new S3Service(cloud, store, new Authorizer());
        for (AccountId account : List.of(OURS, THEIRS)) {
            commit(Change.builder()
                    .put(new Account(account, Instant.EPOCH))
                    .put(new AccessKey("root" + account, account, Optional.empty(), "secret", true, Instant.EPOCH))
                    .build());
        }
    }

    /** Turns the clock. */
    void at(String time) {
        clock = Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
    }

    void commit(Change change) {
        cloud.commit(snapshot -> new Cloud.Outcome<>(change, true));
    }

    /** Makes a user of our account with one inline policy and a key of the user's name. */
    void user(String name, String policy) {
        TreeMap<String, String> policies = new TreeMap<>();
        policies.put("inline", policy);
        commit(Change.builder()
                .put(new User(
                        Scope.ofAccount(OURS),
                        name,
                        "/",
                        "AIDA" + name.toUpperCase(java.util.Locale.ROOT),
                        Instant.EPOCH,
                        policies,
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        Tags.NONE))
                .put(new AccessKey(name, OURS, Optional.of(name), "secret", true, Instant.EPOCH))
                .build());
    }

    /** Our root's client. */
    S3Client root() {
        return client("root" + OURS, Region.US_EAST_1);
    }

    /** One that sends checksums only where it is asked to. */
    S3Client rootWithoutChecksums() {
        return builder(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("root" + OURS, "secret")),
                        Region.US_EAST_1)
                .requestChecksumCalculation(
                        software.amazon.awssdk.core.checksums.RequestChecksumCalculation.WHEN_REQUIRED)
                .build();
    }

    S3Client client(String accessKey, Region region) {
        return builder(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret")), region)
                .build();
    }

    S3Client anonymous() {
        return builder(AnonymousCredentialsProvider.create(), Region.US_EAST_1).build();
    }

    private S3ClientBuilder builder(AwsCredentialsProvider credentials, Region region) {
        return S3Client.builder()
                .httpClient(new InProcessHttp(this::exchange))
                .credentialsProvider(credentials)
                .region(software.amazon.awssdk.regions.Region.of(region.name()))
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .serviceConfiguration(S3Configuration.builder().build());
    }

    /** A client that goes to an address of its own choice. */
    S3Client at(String endpoint, String accessKey, Region region) {
        return builder(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret")), region)
                .endpointOverride(URI.create(endpoint))
                .forcePathStyle(true)
                .build();
    }

    /** What is known of a request that is made now. */
    RequestContext context(Caller caller, Region region) {
        return new RequestContext(ids.uuid(), caller, region, connection, "test", clock.instant(), ids);
    }

    HttpResponse exchange(HttpRequest request) {
        String requestId = ids.uuid();
        try {
            S3Address address = S3Address.parse(request.host(), request.path());
            boolean preflight = request.method().equals("OPTIONS");
            Optional<FormUpload> form =
                    FormUpload.isOne(request, address) ? Optional.of(FormUpload.read(request)) : Optional.empty();
            Optional<VerifiedS3> verified = form.isPresent()
                    ? verifier.verifyForm(request, form.get(), Instant.now())
                    : preflight ? Optional.empty() : verifier.verifyS3(request, Instant.now());
            Caller caller = verified.map(v -> v.credential().caller()).orElseGet(Caller.Anonymous::new);
            Region region = verified.flatMap(VerifiedS3::signature)
                    .flatMap(signature -> Region.find(signature.region()))
                    .or(address::region)
                    .orElse(Region.US_EAST_1);
            RequestContext context = context(caller, region);
            return service.handle(
                    verified.map(VerifiedS3::request)
                            .orElseGet(
                                    () -> form.isPresent() ? request.withBody(form.get()) : S3Body.unsigned(request)),
                    address,
                    context);
        } catch (ApiException e) {
            return service.shared(request, S3Errors.encode(e, request, requestId));
        }
    }

    /** An unsigned request that no SDK would make. */
    HttpResponse raw(String method, String host, String pathAndQuery, Headers headers, String body) {
        int question = pathAndQuery.indexOf('?');
        return exchange(new HttpRequest(
                method,
                question < 0 ? pathAndQuery : pathAndQuery.substring(0, question),
                question < 0 ? "" : pathAndQuery.substring(question + 1),
                headers.with("host", host),
                new HttpRequest.Bytes(body.getBytes(StandardCharsets.UTF_8))));
    }

    /** The error of a call as {@code status code: message}. */
    static String refusal(Supplier<?> call) {
        S3Exception error = catchThrowableOfType(S3Exception.class, call::get);
        if (error == null) {
            throw new AssertionError("the call was not refused");
        }
        return error.statusCode() + " " + error.awsErrorDetails().errorCode() + ": "
                + error.awsErrorDetails().errorMessage();
    }

    @Override
    public void close() {
        store.close();
    }
}
