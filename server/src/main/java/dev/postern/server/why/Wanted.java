package dev.postern.server.why;

import dev.postern.explain.Question;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.net.PublicService;
import dev.postern.model.request.Caller;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import dev.postern.services.s3.SupposedRequest;
import java.util.Optional;

/**
 * A request that somebody wants to make.
 *
 * @param operation as {@code GetObject}
 * @param resource an ARN or id; empty for none
 * @param s3 the same as a request of S3, if it is one
 * @param bucket that of the resource, where it exists
 * @param point the access point through which it is asked for
 */
record Wanted(
        String service,
        String operation,
        Optional<String> resource,
        Optional<SupposedRequest> s3,
        Optional<Bucket> bucket,
        Optional<AccessPoint> point,
        Region region) {
    /**
     * What was asked, with all that was left open filled in.
     *
     * @param usual the Region, where the question and the bucket name none
     * @throws CannotAnswer when it is not there
     */
    static Wanted of(Decisions decisions, Snapshot snapshot, Caller caller, Asked asked, Region usual) {
        String action = decisions.known(snapshot, asked.what());
        int colon = action.indexOf(':');
        String service = action.substring(0, colon);
        String operation = action.substring(colon + 1);
        Optional<String> resource = asked.resource().filter(text -> !text.equals("*"));
        Optional<Region> said = asked.region().map(Wanted::region);
        if (!service.equals("s3")) {
            resource.filter(S3Place::isUri).ifPresent(text -> {
                throw new CannotAnswer(action + " does not act on " + text);
            });
            return new Wanted(
                    service,
                    operation,
                    resource,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    said.orElse(usual));
        }
        S3Place place = resource.map(text -> S3Place.of(snapshot, text)).orElse(S3Place.NONE);
        SupposedRequest request = supposed(decisions, snapshot, action, place);
        Optional<Bucket> bucket = place.bucket(snapshot);
        if (request.needsBucket() && bucket.isEmpty()) {
            throw new CannotAnswer("there is no bucket " + place.name().orElse(""));
        }
        bucket.ifPresent(found -> requireOwner(found, caller, asked));
        Region region = said.or(() -> bucket.map(Bucket::region)).orElse(usual);
        return new Wanted(
                service, operation, Optional.of(place.arn()), Optional.of(request), bucket, place.point(), region);
    }

    private static SupposedRequest supposed(Decisions decisions, Snapshot snapshot, String action, S3Place place) {
        try {
            SupposedRequest request = SupposedRequest.of(action, place.name(), place.key());
            return place.version().isPresent()
                    ? request.naming(place.version().get())
                    : decisions.aimed(snapshot, request);
        } catch (IllegalArgumentException e) {
            throw new CannotAnswer(String.valueOf(e.getMessage()));
        }
    }

    /** A bucket's name is one in the whole cloud: who mistypes it may mean somebody else's. */
    private static void requireOwner(Bucket bucket, Caller caller, Asked asked) {
        String owner = bucket.owner().value();
        Optional<String> expected = asked.bucketOwner();
        if (expected.isPresent() && !expected.get().equals(owner)) {
            throw new CannotAnswer(
                    "the bucket " + bucket.name() + " belongs to account " + owner + ", not to " + expected.get());
        }
        Optional<AccountId> own = caller.accountId();
        if (expected.isEmpty() && own.isPresent() && !own.get().equals(bucket.owner())) {
            throw new CannotAnswer("the bucket " + bucket.name() + " belongs to account " + owner + ", the caller to "
                    + own.get() + "; if that bucket is meant, say --bucket-owner " + owner);
        }
    }

    private static Region region(String name) {
        return Region.find(name).orElseThrow(() -> new CannotAnswer("there is no Region " + name));
    }

    String action() {
        return service + ":" + operation;
    }

    /** The name that a client of the service looks up. */
    String hostName() {
        String tail = "." + region + ".amazonaws.com";
        return switch (service) {
            case "s3" ->
                point.map(found -> found.name() + "-" + found.scope().account() + ".s3-accesspoint" + tail)
                        .orElseGet(() ->
                                bucketName()
                                                .filter(name -> name.indexOf('.') < 0)
                                                .map(name -> name + ".")
                                                .orElse("") + "s3" + tail);
            default ->
                PublicService.find(service)
                        .filter(known -> known.names().isEmpty())
                        .flatMap(known -> known.globalNames().stream().findFirst())
                        .orElse(service + tail);
        };
    }

    private Optional<String> bucketName() {
        return s3.flatMap(SupposedRequest::bucket);
    }

    Question question(String from, Optional<Caller> caller) {
        return new Question(
                Question.Form.REQUEST,
                from,
                caller.map(Caller::arn),
                action(),
                resource.orElse("*"),
                Optional.of(region.name()));
    }

    /** The resource's ARN or id, in whose form it was given. */
    Optional<Arn> arn() {
        return resource.flatMap(Arn::parse);
    }
}
