package dev.postern.services.sts;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.AccessKey;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.Session;
import dev.postern.model.iam.SessionTraits;
import dev.postern.model.iam.UserSession;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.services.authorization.AuthorizationMessages;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.Sessions;
import dev.postern.storage.Cloud;
import dev.postern.wire.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/**
 * AWS STS.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html">STS API reference</a>
 */
public final class StsService implements StsClient {
    private static final int CHAINED_SECONDS_MAX = 3_600;

    private final Cloud cloud;
    private final Authorizer authorizer;

    private final AuthorizationMessages messages;
    private final WebIdentities webIdentities;

    public StsService(Cloud cloud, Authorizer authorizer) {
        this(cloud, authorizer, AuthorizationMessages.passing(), IssuerKeys.NONE);
    }

    /**
     * The service.
     *
     * @param messages those that it can decode
     * @param issuers whose tokens it can verify
     */
    public StsService(Cloud cloud, Authorizer authorizer, AuthorizationMessages messages, IssuerKeys issuers) {
        this.webIdentities = new WebIdentities(cloud, authorizer, issuers);
        this.cloud = cloud;
        this.authorizer = authorizer;
        this.messages = messages;
    }

    @Override
    public GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest request) {
        RequestContext context = RequestContext.current();
        return GetCallerIdentityResponse.builder()
                .userId(context.caller().userId())
                .account(context.account().value())
                .arn(context.caller().arn())
                .build();
    }

    @Override
    public GetAccessKeyInfoResponse getAccessKeyInfo(GetAccessKeyInfoRequest request) {
        Snapshot snapshot = cloud.snapshot();
        String id = request.accessKeyId();
        AccountId account = snapshot.find(AccessKey.class, Scope.GLOBAL, id)
                .map(AccessKey::account)
                .or(() -> snapshot.find(Session.class, Scope.GLOBAL, id).map(Session::account))
                .or(() -> snapshot.find(UserSession.class, Scope.GLOBAL, id).map(UserSession::account))
                .orElseThrow(() -> validationError("Invalid Access Key ID: " + id));
        return GetAccessKeyInfoResponse.builder().account(account.value()).build();
    }

    @Override
    public DecodeAuthorizationMessageResponse decodeAuthorizationMessage(DecodeAuthorizationMessageRequest request) {
        String message = messages.decode(
                        request.encodedMessage(), RequestContext.current().account())
                .orElseThrow(() -> new ApiException(
                        StsError.INVALID_AUTHORIZATION_MESSAGE, "Failed to decode authorization message."));
        return DecodeAuthorizationMessageResponse.builder()
                .decodedMessage(message)
                .build();
    }

    @Override
    public AssumeRoleWithWebIdentityResponse assumeRoleWithWebIdentity(AssumeRoleWithWebIdentityRequest request) {
        return webIdentities.assume(request);
    }

    @Override
    public GetSessionTokenResponse getSessionToken(GetSessionTokenRequest request) {
        RequestContext context = RequestContext.current();
        return cloud.commit(snapshot -> UserCredentials.sessionToken(context, request));
    }

    @Override
    public GetFederationTokenResponse getFederationToken(GetFederationTokenRequest request) {
        RequestContext context = RequestContext.current();
        return cloud.commit(snapshot -> UserCredentials.federationToken(snapshot, context, request));
    }

    @Override
    public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
        RequestContext context = RequestContext.current();
        return cloud.commit(snapshot -> {
            SessionTags tags = SessionTags.of(
                    context.caller() instanceof Caller.AssumedRole caller ? caller.traits() : SessionTraits.NONE,
                    request.tags(),
                    request.transitiveTagKeys(),
                    Optional.ofNullable(request.sourceIdentity()));
            Role role = authorized(snapshot, context, request, tags);
            Duration life = life(context, role, request);
            Optional<String> policy =
                    SessionPolicy.of(snapshot, role.scope().account(), request.policy(), request.policyArns());
            int packed = PackedSize.percent(
                    request.policy(), request.policyArns(), tags.traits().tags());
            Session session = Sessions.create(
                    role, request.roleSessionName(), policy, tags.traits(), life, context.now(), context.ids());
            return new Cloud.Outcome<>(Change.put(session), response(role, session, packed));
        });
    }

    @SuppressWarnings("deprecation") // the packed size: AWS still answers it, and clients still read it
    private static AssumeRoleResponse response(Role role, Session session, int packed) {
        return AssumeRoleResponse.builder()
                .credentials(Shapes.credentials(session))
                .assumedRoleUser(Shapes.assumed(role, session))
                .packedPolicySize(packed > 0 ? packed : null)
                .sourceIdentity(
                        session.traits().flatMap(SessionTraits::sourceIdentity).orElse(null))
                .build();
    }

    /** The role, if it exists and the caller may assume it: who may not does not learn whether it exists. */
    private Role authorized(Snapshot snapshot, RequestContext context, AssumeRoleRequest request, SessionTags tags) {
        Arn arn = RoleArns.parse(request.roleArn());
        if (context.caller() instanceof Caller.Root) {
            throw new ApiException(StsError.ACCESS_DENIED, "Roles may not be assumed by root accounts.");
        }
        requireServed(request);
        Role role = RoleArns.find(snapshot, arn).orElseThrow(() -> denied(context, "sts:AssumeRole", arn));
        ConditionContext keys = ConditionContext.of(keys(request, tags));
        requireAllowed(authorizer.decideAssumeRole(snapshot, context, role, keys));
        if (tags.tags()) {
            requireAllowed(authorizer.decideTrusted(snapshot, context, "sts:TagSession", role, keys));
        }
        if (tags.changesSource()) {
            throw denied(context, "sts:SetSourceIdentity", arn);
        }
        if (tags.source().isPresent()) {
            requireAllowed(authorizer.decideTrusted(snapshot, context, "sts:SetSourceIdentity", role, keys));
        }
        return role;
    }

    private static ApiException denied(RequestContext context, String action, Arn role) {
        return new ApiException(
                StsError.ACCESS_DENIED,
                "User: " + context.caller().arn() + " is not authorized to perform: " + action + " on resource: "
                        + role);
    }

    /** AWS gives the reason of a refusal only within one account. */
    private static void requireAllowed(Decision decision) {
        if (!decision.allowed()) {
            throw new ApiException(
                    StsError.ACCESS_DENIED,
                    decision.request().sameAccount() ? decision.deniedText() : decision.subject());
        }
    }

    private static void requireServed(AssumeRoleRequest request) {
        MfaCodes.require(Optional.ofNullable(request.serialNumber()), Optional.ofNullable(request.tokenCode()));
    }

    private static Map<String, List<String>> keys(AssumeRoleRequest request, SessionTags tags) {
        Map<String, List<String>> keys = new TreeMap<>();
        keys.put("sts:RoleSessionName", List.of(request.roleSessionName()));
        if (request.externalId() != null) {
            keys.put("sts:ExternalId", List.of(request.externalId()));
        }
        tags.addKeys(keys);
        return keys;
    }

    private static Duration life(RequestContext context, Role role, AssumeRoleRequest request) {
        Integer seconds = request.durationSeconds();
        if (context.caller() instanceof Caller.AssumedRole && seconds != null && seconds > CHAINED_SECONDS_MAX) {
            throw validationError(
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
        }
        return RoleArns.life(role, seconds);
    }

    private static ApiException validationError(String message) {
        return new ApiException(StsError.VALIDATION_ERROR, message);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
