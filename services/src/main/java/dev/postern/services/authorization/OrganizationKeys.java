package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Snapshot;
import dev.postern.model.organizations.Place;
import dev.postern.model.request.Connection;
import dev.postern.model.request.RequestContext;
import java.util.List;
import java.util.Optional;

/**
 * The condition keys that tell of organizations: of the caller's, of the resource's, and of that of the VPC endpoint through which a
 * request came. Who is in none has none of them.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid">
 *     AWS global condition context keys</a>
 */
final class OrganizationKeys {
    private OrganizationKeys() {}

    /** Whether a key in lower case is one of these. */
    static boolean isOne(String key) {
        return key.indexOf('/') < 0
                && (key.endsWith("orgid") || key.endsWith("orgpaths") || key.endsWith("orgmasteraccountid"));
    }

    /** The values of a key in lower case; none of one that is not of an organization. */
    static List<String> values(
            Snapshot snapshot, RequestContext request, Optional<AccountId> resourceAccount, String key) {
        return switch (key) {
            case "aws:principalorgid", "aws:principalorgpaths", "aws:principalorgmasteraccountid" ->
                of(snapshot, request.caller().accountId(), key);
            case "aws:resourceorgid", "aws:resourceorgpaths" -> of(snapshot, resourceAccount, key);
            case "aws:vpceorgid", "aws:vpceorgpaths" ->
                request.connection() instanceof Connection.ThroughEndpoint through
                        ? of(snapshot, Optional.of(through.vpcScope().account()), key)
                        : List.of();
            default -> List.of();
        };
    }

    /**
     * What an account has of its organization.
     *
     * @param key which ends with what is asked for
     */
    static List<String> of(Snapshot snapshot, Optional<AccountId> account, String key) {
        return account.flatMap(id -> Place.of(snapshot, id))
                .map(place -> List.of(value(place, key)))
                .orElse(List.of());
    }

    private static String value(Place place, String key) {
        if (key.endsWith("orgpaths")) {
            return place.path();
        }
        return key.endsWith("orgid")
                ? place.organization().id()
                : place.organization().management().value();
    }
}
