package dev.postern.model.iam;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.List;

/**
 * An OpenID Connect identity provider of an account.
 *
 * @param url the issuer's without {@code https://}
 * @param clientIds the audiences that tokens may be for
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html">Create an OpenID Connect
 *     identity provider in IAM</a>
 */
public record OidcProvider(
        Scope scope, String url, List<String> clientIds, List<String> thumbprints, Instant createdAt, Tags tags)
        implements IamResource {
    public OidcProvider {
        clientIds = List.copyOf(clientIds);
        thumbprints = List.copyOf(thumbprints);
    }

    @Override
    public String key() {
        return url;
    }

    public Arn arn() {
        return Arn.global("iam", scope.account(), "oidc-provider/" + url);
    }

    public OidcProvider withClientIds(List<String> newClientIds) {
        return new OidcProvider(scope, url, newClientIds, thumbprints, createdAt, tags);
    }

    public OidcProvider withThumbprints(List<String> newThumbprints) {
        return new OidcProvider(scope, url, clientIds, newThumbprints, createdAt, tags);
    }

    public OidcProvider withTags(Tags newTags) {
        return new OidcProvider(scope, url, clientIds, thumbprints, createdAt, newTags);
    }
}
