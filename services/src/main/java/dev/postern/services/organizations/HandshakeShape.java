package dev.postern.services.organizations;

import dev.postern.model.Arn;
import dev.postern.model.organizations.Handshake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.organizations.model.HandshakeParty;
import software.amazon.awssdk.services.organizations.model.HandshakePartyType;
import software.amazon.awssdk.services.organizations.model.HandshakeResource;
import software.amazon.awssdk.services.organizations.model.HandshakeResourceType;

/** Invitations as the answers have them. */
final class HandshakeShape {
    static final String ACTION = "INVITE";

    private HandshakeShape() {}

    static software.amazon.awssdk.services.organizations.model.Handshake of(Handshake handshake, Instant now) {
        boolean expired = handshake.state() == Handshake.State.OPEN && !handshake.isOpen(now);
        List<HandshakeResource> resources = new ArrayList<>();
        resources.add(HandshakeResource.builder()
                .type(HandshakeResourceType.ORGANIZATION)
                .value(handshake.organization())
                .resources(
                        resource(HandshakeResourceType.MASTER_EMAIL, Shapes.email(handshake.management())),
                        resource(
                                HandshakeResourceType.MASTER_NAME,
                                handshake.management().value()))
                .build());
        resources.add(
                resource(HandshakeResourceType.ACCOUNT, handshake.invited().value()));
        handshake.notes().ifPresent(notes -> resources.add(resource(HandshakeResourceType.NOTES, notes)));
        return software.amazon.awssdk.services.organizations.model.Handshake.builder()
                .id(handshake.id())
                .arn(Arn.global(
                                "organizations",
                                handshake.management(),
                                "handshake/" + handshake.organization() + "/invite/" + handshake.id())
                        .toString())
                .parties(
                        party(HandshakePartyType.ORGANIZATION, handshake.organization()),
                        party(HandshakePartyType.ACCOUNT, handshake.invited().value()))
                .state(expired ? "EXPIRED" : handshake.state().name())
                .requestedTimestamp(handshake.requestedAt())
                .expirationTimestamp(handshake.expiresAt())
                .action(ACTION)
                .resources(resources)
                .build();
    }

    private static HandshakeParty party(HandshakePartyType type, String id) {
        return HandshakeParty.builder().type(type).id(id).build();
    }

    private static HandshakeResource resource(HandshakeResourceType type, String value) {
        return HandshakeResource.builder().type(type).value(value).build();
    }
}
