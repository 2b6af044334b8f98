package dev.postern.services.cloudtrail;

import dev.postern.model.Change;
import dev.postern.model.cloudtrail.EventSelectors;
import dev.postern.model.cloudtrail.Trail;
import dev.postern.storage.Cloud.Outcome;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsResponse;

/** Which events trails select. */
interface SelectorOperations extends CloudTrailOperations {
    @Override
    default PutEventSelectorsResponse putEventSelectors(PutEventSelectorsRequest request) {
        boolean basic = !request.eventSelectors().isEmpty();
        boolean advanced = !request.advancedEventSelectors().isEmpty();
        if (basic == advanced) {
            throw CloudTrailError.INVALID_EVENT_SELECTORS.of(
                    basic
                            ? "You can use event selectors or advanced event selectors, not both."
                            : "At least one event selector is needed.");
        }
        EventSelectors selectors = basic
                ? BasicSelectors.read(request.eventSelectors())
                : AdvancedSelectors.read(request.advancedEventSelectors());
        return commit(call -> {
            Trail trail = call.requireAtHome(request.trailName()).with(selectors);
            return new Outcome<>(
                    Change.put(trail),
                    PutEventSelectorsResponse.builder()
                            .trailARN(trail.arn().toString())
                            .eventSelectors(BasicSelectors.view(selectors))
                            .advancedEventSelectors(AdvancedSelectors.view(selectors))
                            .build());
        });
    }

    @Override
    default GetEventSelectorsResponse getEventSelectors(GetEventSelectorsRequest request) {
        return read(call -> {
            Trail trail = call.require(request.trailName());
            return GetEventSelectorsResponse.builder()
                    .trailARN(trail.arn().toString())
                    .eventSelectors(BasicSelectors.view(trail.selectors()))
                    .advancedEventSelectors(AdvancedSelectors.view(trail.selectors()))
                    .build();
        });
    }
}
