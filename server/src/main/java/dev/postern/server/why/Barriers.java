package dev.postern.server.why;

import dev.postern.explain.AccessBlockChange;
import dev.postern.explain.Fix;
import dev.postern.explain.Step;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Connection;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.AccountAccessBlock;
import dev.postern.model.s3.Bucket;
import dev.postern.services.s3.Barrier;
import java.util.List;

/** What refuses requests to S3 before any policy is asked, as steps. */
final class Barriers {
    private static final String BLOCK = "public access block";

    private Barriers() {}

    static Step step(Snapshot snapshot, RequestContext context, Wanted wanted, Barrier barrier) {
        return switch (barrier) {
            case Barrier.PublicBucket() ->
                publicBucket(snapshot, wanted.bucket().orElseThrow());
            case Barrier.PublicPoint(AccessPoint point) ->
                Step.stopped(
                        Step.Part.REQUEST,
                        BLOCK,
                        point.arn().toString(),
                        "RestrictPublicBuckets is on and the access point's policy is public, so it admits only account "
                                + point.scope().account(),
                        List.of(new Fix(
                                "let the access point's policy name whom it admits: its public access block"
                                        + " cannot be changed",
                                List.of())));
            case Barrier.OtherNetwork(AccessPoint point, var vpc) ->
                Step.stopped(
                        Step.Part.REQUEST,
                        "network origin",
                        point.arn().toString(),
                        "the access point admits only requests from " + vpc
                                + ", through an endpoint of S3 there, and this one " + origin(context.connection()),
                        List.of(new Fix(
                                "ask from " + vpc + " through an endpoint of S3, or through an access point that is"
                                        + " open to the internet: a network origin cannot be changed",
                                List.of())));
        };
    }

    private static String origin(Connection connection) {
        return switch (connection) {
            case Connection.Public _ -> "comes through none";
            case Connection.ThroughEndpoint through -> "comes from " + through.vpc();
        };
    }

    private static Step publicBucket(Snapshot snapshot, Bucket bucket) {
        boolean byAccount =
                AccountAccessBlock.of(snapshot, Scope.ofAccount(bucket.owner())).restrictPublicBuckets();
        boolean byPoint = !byAccount && !bucket.effectiveBlock().restrictPublicBuckets();
        Fix fix = byPoint
                ? new Fix("let the bucket's policy name whom it admits", List.of())
                : byAccount
                        ? new Fix(
                                "let public policies count for other accounts in the whole account, too",
                                List.of("aws s3control delete-public-access-block --account-id " + bucket.owner()))
                        : new Fix(
                                "let the public policy count for other accounts, too",
                                List.of(AccessBlockChange.command(
                                        bucket, bucket.effectiveBlock().blockPublicPolicy(), false)));
        return Step.stopped(
                Step.Part.REQUEST,
                BLOCK,
                bucket.name(),
                "RestrictPublicBuckets is on "
                        + (byAccount ? "for the account " : byPoint ? "for the access point " : "")
                        + "and the bucket's policy is public, so it admits only account " + bucket.owner(),
                List.of(fix));
    }
}
