package dev.postern.model.iam;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    private static final String TYPE = "oidc-provider/";

    /** An issuer's URL as its provider has it, be it written in another way; empty for what can be none's. */
    public static Optional<String> url(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        boolean fits = "https".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getRawUserInfo() == null
                && uri.getPort() < 0;
        if (!fits) {
            return Optional.empty();
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        String path = uri.getRawPath();
        return Optional.of(path.equals("/") ? host : host + path);
    }

    /** The provider of an account that has an ARN. */
    public static Optional<OidcProvider> find(Snapshot snapshot, Scope account, String arn) {
        return Arn.parse(arn)
                .map(Arn::resource)
                .filter(resource -> resource.startsWith(TYPE))
                .flatMap(resource -> snapshot.find(OidcProvider.class, account, resource.substring(TYPE.length())))
                .filter(provider -> provider.arn().toString().equals(arn));
    }

    @Override
    public String key() {
        return url;
    }

    public Arn arn() {
        return Arn.global("iam", scope.account(), TYPE + url);
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
