package dev.postern.model.organizations;

import dev.postern.model.AccountId;
import dev.postern.model.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The invitation of an account into an organization.
 *
 * @param id {@code h-...}
 * @param organization the id of the organization that invites
 * @param management its management account
 * @param invited who is invited
 * @param tags what the account gets with its membership
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_invites.html">Managing account
 *     invitations</a>
 */
public record Handshake(
        String id,
        String organization,
        AccountId management,
        AccountId invited,
        State state,
        Instant requestedAt,
        Optional<String> notes,
        Tags tags)
        implements OrganizationsResource {
    private static final Duration LIFE = Duration.ofDays(15);

    /** What came of it. That it has expired is seen by the time. */
    public enum State {
        OPEN,
        CANCELED,
        ACCEPTED,
        DECLINED
    }

    @Override
    public String key() {
        return id;
    }

    public Instant expiresAt() {
        return requestedAt.plus(LIFE);
    }

    /** Whether it can still be accepted. */
    public boolean isOpen(Instant now) {
        return state == State.OPEN && now.isBefore(expiresAt());
    }

    public Handshake withState(State newState) {
        return new Handshake(id, organization, management, invited, newState, requestedAt, notes, tags);
    }
}
