package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.guest.ServiceNames;
import dev.postern.model.net.PublicService;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.server.gateway.ServiceDescriptor;
import dev.postern.services.attached.AttachableService;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.wire.protocol.AwsService;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is wired is what has names, addresses and a table of actions, and the other way round. */
final class ServicesTest {
    @Test
    void everyServiceThatIsServedHasNamesAndFactsAndNoOtherHasNames() {
        Set<String> served = new TreeSet<>();
        served.add("s3");
        try (LedgerCloud cloud = new LedgerCloud(new MemoryLedger())) {
            Silence.services(cloud).stream()
                    .map(ServiceDescriptor::name)
                    .filter(name ->
                            !name.equals(AwsService.S3_CONTROL)) // it is at S3's names, and its actions are S3's
                    .forEach(served::add);
        }
        Set<String> named = new TreeSet<>();
        for (PublicService service : PublicService.ALL) {
            if (service.served()
                    && (!service.names().isEmpty() || !service.globalNames().isEmpty())) {
                named.add(service.name());
            }
        }
        Set<String> found = new TreeSet<>();
        ServiceNames.all().values().forEach(zone -> found.add(zone.service()));
        Set<String> attachable = AttachableService.ALL.keySet();
        assertThat(named).isEqualTo(served);
        assertThat(PublicService.ALL.stream().filter(PublicService::attachable).map(PublicService::name))
                .containsExactlyInAnyOrderElementsOf(attachable);
        served.addAll(attachable);
        assertThat(found).isEqualTo(served);
        assertThat(served)
                .allSatisfy(service ->
                        assertThat(ServiceAuthorization.of(service).actions()).isNotEmpty());
    }
}
