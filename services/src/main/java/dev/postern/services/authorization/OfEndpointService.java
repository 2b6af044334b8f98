package dev.postern.services.authorization;

import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.EndpointService;
import java.util.List;
import java.util.Optional;

/** What policies can ask of endpoint services, which may be reached from several Regions. */
final class OfEndpointService implements ResourceFacts.Values<EndpointService> {
    @Override
    public Optional<String> of(Snapshot snapshot, EndpointService service, String key) {
        return switch (key) {
            case "ec2:vpceserviceprivatednsname" -> service.privateName().map(EndpointService.PrivateName::name);
            case "ec2:vpceserviceregion" -> Optional.of(service.scope().region().name());
            case "ec2:vpcemultiregion" ->
                Optional.of(Boolean.toString(service.regions().size() > 1));
            default -> Optional.empty();
        };
    }

    @Override
    public List<String> all(Snapshot snapshot, EndpointService service, String key) {
        return key.equals("ec2:vpcesupportedregion")
                ? service.regions().stream().map(Region::name).toList()
                : ResourceFacts.Values.super.all(snapshot, service, key);
    }
}
