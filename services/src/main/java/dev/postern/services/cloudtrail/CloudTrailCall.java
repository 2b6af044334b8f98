package dev.postern.services.cloudtrail;

import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.cloudtrail.Trail;
import dev.postern.model.request.RequestContext;
import dev.postern.wire.ApiException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A request to CloudTrail at a moment of the cloud. */
record CloudTrailCall(Snapshot snapshot, RequestContext context) {
    private static final String TRAIL = "trail/";

    Scope scope() {
        return context.scope();
    }

    Instant now() {
        return context.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** All of the account, whatever their Regions. */
    Stream<Trail> all() {
        return snapshot.all(Trail.class).stream()
                .filter(trail -> trail.scope().account().equals(context.account()));
    }

    /** Those that take events of the Region that is asked: its own, and shadows of others. */
    List<Trail> here() {
        return all().filter(trail -> trail.multiRegion() || trail.scope().equals(scope()))
                .toList();
    }

    /** The trail that a request names, by its name or ARN; a shadow has its ARN only. */
    Optional<Trail> find(String nameOrArn) {
        if (!nameOrArn.startsWith("arn:")) {
            TrailName.require(nameOrArn);
            return snapshot.find(Trail.class, scope(), nameOrArn);
        }
        Arn arn = arn(nameOrArn);
        return Region.find(arn.region())
                .filter(_ -> arn.account().equals(context.account().value()))
                .map(region -> new Scope(context.account(), region))
                .flatMap(home -> snapshot.find(Trail.class, home, arn.resource().substring(TRAIL.length())))
                .filter(trail -> trail.multiRegion() || trail.scope().equals(scope()));
    }

    private static Arn arn(String text) {
        return Arn.parse(text)
                .filter(arn ->
                        arn.service().equals("cloudtrail") && arn.resource().startsWith(TRAIL))
                .orElseThrow(() -> CloudTrailError.ARN_INVALID.of("The trail ARN " + text + " is not valid."));
    }

    Trail require(String nameOrArn) {
        return find(nameOrArn).orElseThrow(() -> unknown(nameOrArn));
    }

    /** The same to change it, which only its home Region does. */
    Trail requireAtHome(String nameOrArn) {
        Trail trail = require(nameOrArn);
        if (!trail.scope().equals(scope())) {
            throw CloudTrailError.INVALID_HOME_REGION.of("The request must be sent to the home Region of the trail, "
                    + trail.scope().region() + ".");
        }
        return trail;
    }

    private ApiException unknown(String nameOrArn) {
        return CloudTrailError.TRAIL_NOT_FOUND.of(
                "Unknown trail: " + nameOrArn + " for the user: " + context.account());
    }
}
