package dev.postern.services.s3;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsRequest;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsResponse;
import software.amazon.awssdk.services.s3control.model.VpcConfiguration;

/**
 * Making, finding and removing access points.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/creating-access-points.html">Creating access points</a>
 */
interface AccessPointOperations extends S3ControlOperations {
    int PAGE = 1000;
    int ALIAS_NAME_MAX = 20;
    int ALIAS_RANDOM = 34;

    /** With what aliases end, and so no name does. */
    String ALIAS_END = "-s3alias";

    Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,48}[a-z0-9]");

    @Override
    default CreateAccessPointResponse createAccessPoint(CreateAccessPointRequest request) {
        Scope scope = S3ControlOperations.scope(request.accountId());
        requireName(request.name());
        Optional<VpcId> vpc = vpc(request.vpcConfiguration());
        Bucket.PublicAccessBlock block = request.publicAccessBlockConfiguration() == null
                ? Bucket.PublicAccessBlock.ALL
                : S3ControlOperations.read(request.publicAccessBlockConfiguration());
        RequestContext context = RequestContext.current();
        String alias = request.name().substring(0, Math.min(request.name().length(), ALIAS_NAME_MAX)) + "-"
                + context.ids().base32(ALIAS_RANDOM).toLowerCase(Locale.ROOT) + ALIAS_END;
        return cloud().commit(snapshot -> {
            Bucket bucket = bucket(snapshot, scope, request.bucket(), request.bucketAccountId());
            if (snapshot.find(AccessPoint.class, scope, request.name()).isPresent()) {
                throw S3Error.ACCESS_POINT_ALREADY_OWNED_BY_YOU.with("AccessPointName", request.name());
            }
            AccessPoint point = new AccessPoint(
                    scope,
                    request.name(),
                    bucket.name(),
                    bucket.owner(),
                    vpc,
                    block,
                    Optional.empty(),
                    alias,
                    context.now().truncatedTo(ChronoUnit.SECONDS));
            return new Outcome<>(
                    Change.put(point),
                    CreateAccessPointResponse.builder()
                            .accessPointArn(point.arn().toString())
                            .alias(alias)
                            .build());
        });
    }

    /** Another account's bucket is named with that account, so that nobody uses one of theirs by mistake. */
    private static Bucket bucket(Snapshot snapshot, Scope scope, String name, @Nullable String owner) {
        Bucket bucket = snapshot.find(Bucket.class, Scope.GLOBAL, name)
                .orElseThrow(() -> S3Error.NO_SUCH_BUCKET.with("BucketName", name));
        AccountId expected = owner == null ? scope.account() : new AccountId(owner);
        if (!bucket.owner().equals(expected)) {
            throw S3Error.ACCESS_DENIED.with();
        }
        if (!bucket.region().equals(scope.region())) {
            throw S3Error.INVALID_REQUEST.said(
                    "The bucket " + name + " is in " + bucket.region() + ", and so must be its access points.");
        }
        return bucket;
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches() || name.endsWith(ALIAS_END)) {
            throw S3Error.INVALID_REQUEST.said(
                    "The specified access point name is not valid.", "AccessPointName", name);
        }
    }

    private static Optional<VpcId> vpc(@Nullable VpcConfiguration asked) {
        if (asked == null) {
            return Optional.empty();
        }
        if (!ResourceId.isWellFormed(VpcId.PREFIX, asked.vpcId())) {
            throw S3Error.INVALID_REQUEST.said("The specified VPC id is not valid.", "VpcId", asked.vpcId());
        }
        return Optional.of(new VpcId(asked.vpcId()));
    }

    @Override
    default GetAccessPointResponse getAccessPoint(GetAccessPointRequest request) {
        Scope scope = S3ControlOperations.scope(request.accountId());
        AccessPoint point = S3ControlOperations.point(cloud().snapshot(), scope, request.name());
        return GetAccessPointResponse.builder()
                .name(point.name())
                .bucket(point.bucket())
                .bucketAccountId(point.bucketAccount().value())
                .networkOrigin(point.networkOrigin())
                .vpcConfiguration(view(point))
                .publicAccessBlockConfiguration(S3ControlOperations.view(point.publicAccessBlock()))
                .creationDate(point.createdAt())
                .alias(point.alias())
                .accessPointArn(point.arn().toString())
                .endpoints(endpoints(scope.region().name()))
                .build();
    }

    private static Map<String, String> endpoints(String region) {
        String tail = "." + region + ".amazonaws.com";
        return new TreeMap<>(Map.of(
                "ipv4", "s3-accesspoint" + tail,
                "dualstack", "s3-accesspoint.dualstack" + tail));
    }

    private static @Nullable VpcConfiguration view(AccessPoint point) {
        return point.vpc()
                .map(vpc -> VpcConfiguration.builder().vpcId(vpc.value()).build())
                .orElse(null);
    }

    @Override
    default ListAccessPointsResponse listAccessPoints(ListAccessPointsRequest request) {
        Scope scope = S3ControlOperations.scope(request.accountId());
        if (request.dataSourceId() != null || request.dataSourceType() != null) {
            throw S3Error.NOT_IMPLEMENTED.said("The parameters dataSourceId and dataSourceType are not supported.");
        }
        List<AccessPoint> wanted = cloud().snapshot().all(AccessPoint.class).in(scope).stream()
                .filter(point -> request.bucket() == null || point.bucket().equals(request.bucket()))
                .toList();
        Page<AccessPoint> page = Page.of(
                wanted,
                AccessPoint::name,
                request.nextToken(),
                request.maxResults() == null ? PAGE : Math.max(1, request.maxResults()),
                () -> S3Error.INVALID_REQUEST.said("The continuation token provided is incorrect"));
        return ListAccessPointsResponse.builder()
                .accessPointList(page.items().stream()
                        .map(point -> software.amazon.awssdk.services.s3control.model.AccessPoint.builder()
                                .name(point.name())
                                .networkOrigin(point.networkOrigin())
                                .vpcConfiguration(view(point))
                                .bucket(point.bucket())
                                .bucketAccountId(point.bucketAccount().value())
                                .accessPointArn(point.arn().toString())
                                .alias(point.alias())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    default DeleteAccessPointResponse deleteAccessPoint(DeleteAccessPointRequest request) {
        Scope scope = S3ControlOperations.scope(request.accountId());
        return cloud().commit(snapshot -> new Outcome<>(
                Change.remove(S3ControlOperations.point(snapshot, scope, request.name())),
                DeleteAccessPointResponse.builder().build()));
    }
}
