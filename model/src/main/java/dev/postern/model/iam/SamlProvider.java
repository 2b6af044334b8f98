package dev.postern.model.iam;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Optional;

/**
 * A SAML identity provider of an account.
 *
 * @param uniqueId of this one, whatever others have the name before or later
 * @param metadata the document that describes it, as it was given
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html">SAML identity providers</a>
 */
public record SamlProvider(Scope scope, String name, String uniqueId, String metadata, Instant createdAt, Tags tags)
        implements IamResource {
    private static final String TYPE = "saml-provider/";

    /** The provider of an account that has an ARN. */
    public static Optional<SamlProvider> find(Snapshot snapshot, Scope account, String arn) {
        return Arn.parse(arn)
                .map(Arn::resource)
                .filter(resource -> resource.startsWith(TYPE))
                .flatMap(resource -> snapshot.find(SamlProvider.class, account, resource.substring(TYPE.length())))
                .filter(provider -> provider.arn().toString().equals(arn));
    }

    @Override
    public String key() {
        return name;
    }

    public Arn arn() {
        return Arn.global("iam", scope.account(), TYPE + name);
    }

    public SamlProvider withMetadata(String newMetadata) {
        return new SamlProvider(scope, name, uniqueId, newMetadata, createdAt, tags);
    }

    public SamlProvider withTags(Tags newTags) {
        return new SamlProvider(scope, name, uniqueId, metadata, createdAt, newTags);
    }
}
