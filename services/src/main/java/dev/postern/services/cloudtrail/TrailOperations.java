package dev.postern.services.cloudtrail;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.cloudtrail.EventSelectors;
import dev.postern.model.cloudtrail.Trail;
import dev.postern.model.s3.Bucket;
import dev.postern.services.fabric.Listing;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.TrailInfo;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailResponse;

/** Making trails, changing and deleting them. */
interface TrailOperations extends CloudTrailOperations {
    int TRAILS_MAX = 5;
    int PREFIX_MAX = 200;
    int TRAILS_A_PAGE = 100;
    Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    @Override
    default CreateTrailResponse createTrail(CreateTrailRequest request) {
        TrailName.require(request.name());
        return commit(call -> {
            Trail trail = new Trail(
                    call.scope(),
                    request.name(),
                    request.s3BucketName(),
                    prefix(request.s3KeyPrefix()),
                    !Boolean.FALSE.equals(request.includeGlobalServiceEvents()),
                    Boolean.TRUE.equals(request.isMultiRegionTrail()),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    EventSelectors.USUAL,
                    TagOperations.with(dev.postern.model.Tags.NONE, request.tagsList()),
                    call.now());
            requireRoom(call, trail, request.name());
            require(call, trail);
            return new Outcome<>(
                    Change.put(trail),
                    CreateTrailResponse.builder()
                            .name(trail.name())
                            .s3BucketName(trail.bucket())
                            .s3KeyPrefix(trail.prefix().isEmpty() ? null : trail.prefix())
                            .includeGlobalServiceEvents(trail.globalEvents())
                            .isMultiRegionTrail(trail.multiRegion())
                            .trailARN(trail.arn().toString())
                            .logFileValidationEnabled(false)
                            .isOrganizationTrail(false)
                            .build());
        });
    }

    private static void requireRoom(CloudTrailCall call, Trail trail, String name) {
        List<Trail> others = trail.multiRegion() ? call.all().toList() : call.here();
        if (others.stream().anyMatch(other -> other.name().equals(name))) {
            throw CloudTrailError.TRAIL_ALREADY_EXISTS.of("Trail " + name + " already exists for customer: "
                    + call.context().account());
        }
        if (call.here().size() >= TRAILS_MAX) {
            throw CloudTrailError.TOO_MANY_TRAILS.of("User: " + call.context().account() + " already has " + TRAILS_MAX
                    + " trails in " + call.context().region() + ".");
        }
    }

    private static String prefix(@Nullable String given) {
        String prefix = given == null ? "" : given;
        if (prefix.length() > PREFIX_MAX || prefix.startsWith("/") || prefix.endsWith("/")) {
            throw CloudTrailError.INVALID_PREFIX.of("The S3 prefix is not valid: " + prefix);
        }
        return prefix;
    }

    /** What must be so of a trail as it is going to be. */
    private void require(CloudTrailCall call, Trail trail) {
        if (trail.multiRegion() && !trail.globalEvents()) {
            throw CloudTrailError.INVALID_PARAMETER_COMBINATION.of(
                    "Multi-Region trail must include global service events.");
        }
        if (!BUCKET_NAME.matcher(trail.bucket()).matches()) {
            throw CloudTrailError.INVALID_BUCKET_NAME.of("The S3 bucket name is not valid: " + trail.bucket());
        }
        Bucket bucket = call.snapshot()
                .find(Bucket.class, Scope.GLOBAL, trail.bucket())
                .orElseThrow(
                        () -> CloudTrailError.NO_SUCH_BUCKET.of("S3 bucket " + trail.bucket() + " does not exist!"));
        if (!TrailPermission.admits(authorizer(), call.snapshot(), bucket, trail)) {
            throw CloudTrailError.INSUFFICIENT_BUCKET_POLICY.of(
                    "Incorrect S3 bucket policy is detected for bucket: " + trail.bucket());
        }
    }

    @Override
    default UpdateTrailResponse updateTrail(UpdateTrailRequest request) {
        return commit(call -> {
            Trail before = call.requireAtHome(request.name());
            Trail trail = before.to(
                    request.s3BucketName() == null ? before.bucket() : request.s3BucketName(),
                    request.s3KeyPrefix() == null ? before.prefix() : prefix(request.s3KeyPrefix()),
                    request.includeGlobalServiceEvents() == null
                            ? before.globalEvents()
                            : request.includeGlobalServiceEvents(),
                    request.isMultiRegionTrail() == null ? before.multiRegion() : request.isMultiRegionTrail());
            require(call, trail);
            return new Outcome<>(
                    Change.put(trail),
                    UpdateTrailResponse.builder()
                            .name(trail.name())
                            .s3BucketName(trail.bucket())
                            .s3KeyPrefix(trail.prefix().isEmpty() ? null : trail.prefix())
                            .includeGlobalServiceEvents(trail.globalEvents())
                            .isMultiRegionTrail(trail.multiRegion())
                            .trailARN(trail.arn().toString())
                            .logFileValidationEnabled(false)
                            .isOrganizationTrail(false)
                            .build());
        });
    }

    @Override
    default DeleteTrailResponse deleteTrail(DeleteTrailRequest request) {
        return commit(call -> new Outcome<>(
                Change.remove(call.requireAtHome(request.name())),
                DeleteTrailResponse.builder().build()));
    }

    @Override
    default GetTrailResponse getTrail(GetTrailRequest request) {
        return read(call -> GetTrailResponse.builder()
                .trail(view(call.require(request.name())))
                .build());
    }

    /** Without names it tells of all that take events of the Region; names that nothing has it passes over. */
    @Override
    default DescribeTrailsResponse describeTrails(DescribeTrailsRequest request) {
        boolean shadows = !Boolean.FALSE.equals(request.includeShadowTrails());
        return read(call -> {
            List<Trail> found = request.trailNameList().isEmpty()
                    ? call.here()
                    : request.trailNameList().stream()
                            .flatMap(name -> call.find(name).stream())
                            .distinct()
                            .toList();
            return DescribeTrailsResponse.builder()
                    .trailList(found.stream()
                            .filter(trail -> shadows || trail.scope().equals(call.scope()))
                            .sorted(Comparator.comparing(trail -> trail.arn().toString()))
                            .map(TrailOperations::view)
                            .toList())
                    .build();
        });
    }

    @Override
    default ListTrailsResponse listTrails(ListTrailsRequest request) {
        return read(call -> {
            Page<Trail> page = Page.of(
                    Listing.regional(request),
                    call.all().toList(),
                    trail -> trail.arn().toString(),
                    request.nextToken(),
                    TRAILS_A_PAGE,
                    () -> CloudTrailError.INVALID_NEXT_TOKEN.of("The token is not one that was given."));
            return ListTrailsResponse.builder()
                    .trails(page.map(trail -> TrailInfo.builder()
                            .trailARN(trail.arn().toString())
                            .name(trail.name())
                            .homeRegion(trail.scope().region().name())
                            .build()))
                    .nextToken(page.next())
                    .build();
        });
    }

    private static software.amazon.awssdk.services.cloudtrail.model.Trail view(Trail trail) {
        return software.amazon.awssdk.services.cloudtrail.model.Trail.builder()
                .name(trail.name())
                .s3BucketName(trail.bucket())
                .s3KeyPrefix(trail.prefix().isEmpty() ? null : trail.prefix())
                .includeGlobalServiceEvents(trail.globalEvents())
                .isMultiRegionTrail(trail.multiRegion())
                .homeRegion(trail.scope().region().name())
                .trailARN(trail.arn().toString())
                .logFileValidationEnabled(false)
                .hasCustomEventSelectors(!trail.selectors().equals(EventSelectors.USUAL))
                .hasInsightSelectors(false)
                .isOrganizationTrail(false)
                .build();
    }
}
