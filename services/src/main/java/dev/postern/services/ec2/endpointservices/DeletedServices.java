package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.storage.Cloud.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointServiceConfigurationsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointServiceConfigurationsResponse;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/**
 * The end of endpoint services. One with connections stays; one whose last endpoints are just being deleted goes with them, and what
 * was rejected, failed or has lapsed does not keep it.
 */
public final class DeletedServices implements Passage {
    static Outcome<DeleteVpcEndpointServiceConfigurationsResponse> delete(
            Ec2Call call, DeleteVpcEndpointServiceConfigurationsRequest request) {
        if (request.serviceIds().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("serviceIds");
        }
        Change.Builder change = Change.builder();
        List<UnsuccessfulItem> refused = new ArrayList<>();
        for (String id : request.serviceIds().stream().distinct().toList()) {
            Noun.ENDPOINT_SERVICE.checkForm(id);
            Optional<EndpointService> found = call.snapshot().find(EndpointService.class, call.scope(), id);
            if (found.isEmpty()) {
                refused.add(Connections.refused(id, Ec2Error.ENDPOINT_SERVICE_NOT_FOUND.of(id)));
            } else if (Services.endpoints(call.snapshot(), found.get()).anyMatch(Connections::isAlive)) {
                refused.add(Connections.refused(id, Ec2Error.ENDPOINT_SERVICE_CONNECTED.of()));
            } else if (isLeft(call.snapshot(), found.get())) {
                change.addAll(removed(call.snapshot(), found.get()));
            } else {
                change.put(found.get().withState(EndpointService.State.DELETING));
            }
        }
        return new Outcome<>(
                change.build(),
                DeleteVpcEndpointServiceConfigurationsResponse.builder()
                        .unsuccessful(refused)
                        .build());
    }

    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        return left(snapshot).map(EndpointService::createdAt).findFirst();
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        left(snapshot).forEach(service -> change.addAll(removed(snapshot, service)));
        return change.build();
    }

    /** Those that are being deleted and whose last endpoint has gone. */
    private static Stream<EndpointService> left(Snapshot snapshot) {
        return snapshot.by(Indexes.ENDPOINT_SERVICES_BY_STATE, EndpointService.State.DELETING).values().stream()
                .filter(service -> isLeft(snapshot, service));
    }

    private static boolean isLeft(Snapshot snapshot, EndpointService service) {
        return Services.endpoints(snapshot, service)
                .noneMatch(endpoint -> endpoint.state() == VpcEndpoint.State.DELETING);
    }

    private static Change removed(Snapshot snapshot, EndpointService service) {
        Change.Builder change = Change.builder();
        snapshot.by(Indexes.PERMISSIONS_BY_SERVICE, service.id()).values().forEach(change::remove);
        change.remove(service);
        return change.build();
    }
}
