package dev.postern.services.cloudtrail;

import dev.postern.model.Change;
import dev.postern.model.cloudtrail.Trail;
import dev.postern.storage.Cloud.Outcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import software.amazon.awssdk.services.cloudtrail.model.GetInsightSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetInsightSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingResponse;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingResponse;

/** Whether trails deliver. */
interface LoggingOperations extends CloudTrailOperations {
    @Override
    default StartLoggingResponse startLogging(StartLoggingRequest request) {
        return commit(call -> {
            Trail trail = call.requireAtHome(request.name());
            return new Outcome<>(
                    trail.logging() ? Change.NONE : Change.put(trail.logging(true, call.now())),
                    StartLoggingResponse.builder().build());
        });
    }

    @Override
    default StopLoggingResponse stopLogging(StopLoggingRequest request) {
        return commit(call -> {
            Trail trail = call.requireAtHome(request.name());
            return new Outcome<>(
                    trail.logging() ? Change.put(trail.logging(false, call.now())) : Change.NONE,
                    StopLoggingResponse.builder().build());
        });
    }

    @Override
    default GetTrailStatusResponse getTrailStatus(GetTrailStatusRequest request) {
        return read(call -> {
            Trail trail = call.require(request.name());
            Delivered delivered = history().delivered(trail);
            return GetTrailStatusResponse.builder()
                    .isLogging(trail.logging())
                    .startLoggingTime(trail.startedAt().orElse(null))
                    .stopLoggingTime(trail.stoppedAt().orElse(null))
                    .timeLoggingStarted(text(trail.startedAt()))
                    .timeLoggingStopped(text(trail.stoppedAt()))
                    .latestDeliveryTime(delivered.at().orElse(null))
                    .latestDeliveryError(delivered.error().isEmpty() ? null : delivered.error())
                    .latestDeliveryAttemptTime(text(delivered.attemptedAt()))
                    .latestDeliveryAttemptSucceeded(delivered.error().isEmpty() ? text(delivered.attemptedAt()) : "")
                    .latestNotificationAttemptTime("")
                    .latestNotificationAttemptSucceeded("")
                    .build();
        });
    }

    /** Nothing here looks for unusual activity. */
    @Override
    default GetInsightSelectorsResponse getInsightSelectors(GetInsightSelectorsRequest request) {
        return read(call -> {
            if (request.trailName() == null) {
                throw CloudTrailError.INVALID_PARAMETER_COMBINATION.of("TrailName must be specified.");
            }
            Trail trail = call.require(request.trailName());
            throw CloudTrailError.INSIGHT_NOT_ENABLED.of("Trail " + trail.name()
                    + " does not have Insights enabled. Edit the trail settings to enable Insights,"
                    + " and then try the operation again.");
        });
    }

    /** As AWS writes these: without what is after the second. */
    private static String text(Optional<Instant> time) {
        return time.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
    }
}
