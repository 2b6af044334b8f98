package dev.postern.services.sts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.OidcProvider;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.Session;
import dev.postern.model.iam.SessionTraits;
import dev.postern.model.iam.WebIdentity;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.Sessions;
import dev.postern.storage.Cloud;
import dev.postern.wire.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * Sessions of roles for who has a token of an OpenID Connect provider. The token is verified with the keys that the issuer has now.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">AssumeRoleWithWebIdentity</a>
 */
final class WebIdentities {
    private static final String ACTION = "sts:AssumeRoleWithWebIdentity";
    private static final String TAGS = "https://aws.amazon.com/tags";
    private static final String SOURCE_IDENTITY = "https://aws.amazon.com/source_identity";
    private static final Duration CLOCKS_DIFFER_MAX = Duration.ofMinutes(5);

    private final Cloud cloud;
    private final Authorizer authorizer;
    private final IssuerKeys issuers;

    WebIdentities(Cloud cloud, Authorizer authorizer, IssuerKeys issuers) {
        this.cloud = cloud;
        this.authorizer = authorizer;
        this.issuers = issuers;
    }

    AssumeRoleWithWebIdentityResponse assume(AssumeRoleWithWebIdentityRequest request) {
        RequestContext context = RequestContext.current();
        Arn arn = RoleArns.parse(request.roleArn());
        if (request.providerId() != null) {
            throw new ApiException(
                    StsError.VALIDATION_ERROR, "OAuth 2.0 access tokens are not supported: leave ProviderId out.");
        }
        WebToken token = WebToken.read(request.webIdentityToken());
        OidcProvider provider = provider(cloud.snapshot(), arn, required(token, "iss"));
        Claims claims = verified(token, provider, context.now());
        return cloud.commit(snapshot -> {
            SessionTags tags = tags(token);
            Role role = RoleArns.find(snapshot, arn).orElseThrow(() -> denied(ACTION));
            authorize(snapshot, context, role, request, claims, tags);
            Duration life = RoleArns.life(role, request.durationSeconds());
            Optional<String> policy =
                    SessionPolicy.of(snapshot, role.scope().account(), request.policy(), request.policyArns());
            int packed = PackedSize.percent(request.policy(), request.policyArns(), tags.requested());
            SessionTraits traits = tags.traits().of(claims.identity());
            Session session = Sessions.create(
                    role, request.roleSessionName(), policy, traits, life, context.now(), context.ids());
            return new Cloud.Outcome<>(Change.put(session), response(role, session, claims, packed));
        });
    }

    /**
     * What is believed of a token.
     *
     * @param audience that for which it is, of those that the provider takes
     */
    private record Claims(String subject, String audience, WebIdentity identity) {}

    @SuppressWarnings("deprecation") // the packed size: AWS still answers it, and clients still read it
    private static AssumeRoleWithWebIdentityResponse response(Role role, Session session, Claims claims, int packed) {
        return AssumeRoleWithWebIdentityResponse.builder()
                .credentials(Shapes.credentials(session))
                .subjectFromWebIdentityToken(claims.subject())
                .assumedRoleUser(Shapes.assumed(role, session))
                .packedPolicySize(packed > 0 ? packed : null)
                .provider(claims.identity().provider())
                .audience(claims.audience())
                .sourceIdentity(
                        session.traits().flatMap(SessionTraits::sourceIdentity).orElse(null))
                .build();
    }

    /** The provider of the role's account that stands for the issuer. */
    private static OidcProvider provider(Snapshot snapshot, Arn role, String issuer) {
        Scope account = Scope.ofAccount(new AccountId(role.account()));
        return Optional.of(issuer)
                .filter(url -> url.startsWith("https://"))
                .flatMap(url -> snapshot.find(OidcProvider.class, account, url.substring("https://".length())))
                .orElseThrow(() -> WebToken.invalid("No OpenIDConnect provider found in your account for " + issuer));
    }

    private static String required(WebToken token, String claim) {
        return token.text(claim)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> WebToken.invalid("Missing a required claim: " + claim));
    }

    private static long requiredSeconds(WebToken token, String claim) {
        return token.seconds(claim).orElseThrow(() -> WebToken.invalid("Missing a required claim: " + claim));
    }

    private Claims verified(WebToken token, OidcProvider provider, Instant now) {
        String subject = required(token, "sub");
        String audience = audience(token, provider);
        long issued = requiredSeconds(token, "iat");
        long expires = requiredSeconds(token, "exp");
        requireConfirmed(token, "https://" + provider.url());
        if (now.getEpochSecond() >= expires) {
            throw new ApiException(
                    StsError.EXPIRED_TOKEN,
                    "Token expired: current date/time " + now.getEpochSecond()
                            + " must be before the expiration date/time " + expires);
        }
        long latest = now.plus(CLOCKS_DIFFER_MAX).getEpochSecond();
        if (issued > latest || token.seconds("nbf").orElse(issued) > latest) {
            throw WebToken.invalid("The token is not valid yet.");
        }
        String prefix = provider.url().toLowerCase(Locale.ROOT) + ":";
        TreeMap<String, String> keys = new TreeMap<>();
        keys.put(prefix + "sub", subject);
        keys.put(prefix + "aud", token.text("azp").orElse(audience));
        token.text("azp").ifPresent(_ -> keys.put(prefix + "oaud", audience));
        for (String claim : List.of("amr", "email", "acr")) {
            token.text(claim).ifPresent(value -> keys.put(prefix + claim, value));
        }
        return new Claims(subject, audience, new WebIdentity(provider.arn().toString(), keys));
    }

    private static String audience(WebToken token, OidcProvider provider) {
        List<String> audiences = token.texts("aud");
        if (audiences.isEmpty()) {
            throw WebToken.invalid("Missing a required claim: aud");
        }
        Optional<String> party = token.text("azp");
        if (party.isPresent() && !provider.clientIds().contains(party.get())) {
            throw WebToken.invalid("Incorrect token audience");
        }
        return audiences.stream()
                .filter(audience -> party.isPresent() || provider.clientIds().contains(audience))
                .findFirst()
                .orElseThrow(() -> WebToken.invalid("Incorrect token audience"));
    }

    private void requireConfirmed(WebToken token, String issuer) {
        String keys;
        try {
            keys = issuers.of(issuer);
        } catch (IssuerKeys.Unreachable e) {
            throw new ApiException(
                    StsError.IDP_COMMUNICATION_ERROR,
                    "The keys of " + issuer + " could not be had: " + e.getMessage() + ".");
        }
        if (!token.isConfirmedBy(keys)) {
            throw WebToken.invalid("Couldn't retrieve verification key from your identity provider, please reference"
                    + " AssumeRoleWithWebIdentity documentation for requirements");
        }
    }

    /** The session tags and the source identity that the issuer claims. */
    private static SessionTags tags(WebToken token) {
        JsonNode claim = token.claims().path(TAGS);
        List<Tag> tags = new ArrayList<>();
        for (Map.Entry<String, JsonNode> tag : claim.path("principal_tags").properties()) {
            List<String> values = WebToken.texts(tag.getValue());
            if (values.size() != 1) {
                throw new ApiException(
                        StsError.IDP_REJECTED_CLAIM, "The tag " + tag.getKey() + " must have exactly one value.");
            }
            tags.add(Tag.builder().key(tag.getKey()).value(values.getFirst()).build());
        }
        Optional<String> source = token.text(SOURCE_IDENTITY);
        if (source.isPresent() && !source.get().matches("[\\w+=,.@-]{2,64}")) {
            throw new ApiException(StsError.IDP_REJECTED_CLAIM, "The source identity is not valid.");
        }
        return SessionTags.of(SessionTraits.NONE, tags, WebToken.texts(claim.path("transitive_tag_keys")), source);
    }

    private void authorize(
            Snapshot snapshot,
            RequestContext context,
            Role role,
            AssumeRoleWithWebIdentityRequest request,
            Claims claims,
            SessionTags tags) {
        Map<String, List<String>> keys = new TreeMap<>();
        claims.identity().keys().forEach((key, value) -> keys.put(key, List.of(value)));
        keys.put("aws:FederatedProvider", List.of(claims.identity().provider()));
        keys.put("sts:RoleSessionName", List.of(request.roleSessionName()));
        tags.addKeys(keys);
        List<String> actions = new ArrayList<>(List.of(ACTION));
        if (tags.tags()) {
            actions.add("sts:TagSession");
        }
        if (tags.source().isPresent()) {
            actions.add("sts:SetSourceIdentity");
        }
        for (String action : actions) {
            boolean allowed = authorizer
                    .decideFederated(
                            snapshot, context, action, role, claims.identity().provider(), ConditionContext.of(keys))
                    .allowed();
            if (!allowed) {
                throw denied(action);
            }
        }
    }

    private static ApiException denied(String action) {
        return new ApiException(StsError.ACCESS_DENIED, "Not authorized to perform " + action);
    }
}
