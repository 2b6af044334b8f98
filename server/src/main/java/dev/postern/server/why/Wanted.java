package dev.postern.server.why;

import dev.postern.explain.Question;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
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
    private static final String S3_ARN = "arn:aws:s3:::";
    private static final String POINT = ":accesspoint/";
    private static final String S3_URI = "s3://";

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
            resource.filter(text -> text.startsWith(S3_URI)).ifPresent(text -> {
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
        Optional<AccessPoint> point =
                resource.filter(text -> text.contains(POINT)).map(text -> point(snapshot, text));
        Optional<String> path = point.isPresent()
                ? resource.map(text -> point.get().alias()
                        + text.substring((point.get().arn() + "").length()).replaceFirst("^/object/", "/"))
                : resource.map(Wanted::path);
        Optional<String> name = path.map(text -> text.split("/", 2)[0]);
        Optional<String> key = path.filter(text -> text.indexOf('/') > 0 && text.indexOf('/') < text.length() - 1)
                .map(text -> text.split("/", 2)[1]);
        SupposedRequest request;
        try {
            request = decisions.aimed(snapshot, SupposedRequest.of(action, name, key));
        } catch (IllegalArgumentException e) {
            throw new CannotAnswer(String.valueOf(e.getMessage()));
        }
        Optional<Bucket> bucket = point.map(AccessPoint::bucket)
                .or(() -> name)
                .flatMap(n -> snapshot.find(Bucket.class, Scope.GLOBAL, n));
        if (request.needsBucket() && bucket.isEmpty()) {
            throw new CannotAnswer("there is no bucket " + name.orElse(""));
        }
        bucket.ifPresent(found -> requireOwner(found, caller, asked));
        String arn = point.map(found -> found.resource(key.orElse("")))
                .orElse(S3_ARN + name.orElse("*") + key.map(k -> "/" + k).orElse(""));
        Region region = said.or(() -> bucket.map(Bucket::region)).orElse(usual);
        return new Wanted(service, operation, Optional.of(arn), Optional.of(request), bucket, point, region);
    }

    private static AccessPoint point(Snapshot snapshot, String arn) {
        return Arn.parse(arn)
                .flatMap(parsed -> AccessPoint.at(snapshot, parsed))
                .orElseThrow(() -> new CannotAnswer("there is no access point " + arn));
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

    private static String path(String resource) {
        for (String start : new String[] {S3_URI, S3_ARN}) {
            if (resource.startsWith(start) && resource.length() > start.length()) {
                return resource.substring(start.length());
            }
        }
        throw new CannotAnswer("\"" + resource + "\" is no resource of S3: say s3://BUCKET, s3://BUCKET/KEY or an ARN");
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
