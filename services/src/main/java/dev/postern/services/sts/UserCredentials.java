package dev.postern.services.sts;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.SessionTraits;
import dev.postern.model.iam.UserSession;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.services.authorization.Sessions;
import dev.postern.storage.Cloud;
import dev.postern.wire.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/**
 * The temporary credentials that users and roots get by their own: for themselves, and for a federated user.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html">GetSessionToken</a>
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html">GetFederationToken</a>
 */
final class UserCredentials {
    private static final Duration LIFE_DEFAULT = Duration.ofHours(12);
    private static final Duration ROOT_LIFE_MAX = Duration.ofHours(1);

    private UserCredentials() {}

    static Cloud.Outcome<GetSessionTokenResponse> sessionToken(RequestContext context, GetSessionTokenRequest request) {
        requireLongTerm(context.caller(), "GetSessionToken");
        MfaCodes.require(Optional.ofNullable(request.serialNumber()), Optional.ofNullable(request.tokenCode()));
        UserSession session = Sessions.ofUser(
                context.account(),
                holder(context.caller()),
                Optional.empty(),
                life(context.caller(), request.durationSeconds()),
                context.now(),
                context.ids());
        return new Cloud.Outcome<>(
                Change.put(session),
                GetSessionTokenResponse.builder()
                        .credentials(Shapes.credentials(session))
                        .build());
    }

    @SuppressWarnings("deprecation") // the packed size: AWS still answers it, and clients still read it
    static Cloud.Outcome<GetFederationTokenResponse> federationToken(
            Snapshot snapshot, RequestContext context, GetFederationTokenRequest request) {
        requireLongTerm(context.caller(), "GetFederationToken");
        AccountId account = context.account();
        SessionTags tags = SessionTags.of(SessionTraits.NONE, request.tags(), List.of(), Optional.empty());
        Optional<String> policy = SessionPolicy.of(snapshot, account, request.policy(), request.policyArns());
        int packed = PackedSize.percent(request.policy(), request.policyArns(), tags.requested());
        UserSession session = Sessions.ofUser(
                account,
                holder(context.caller()),
                Optional.of(new UserSession.Federation(request.name(), policy, tags.requested())),
                life(context.caller(), request.durationSeconds()),
                context.now(),
                context.ids());
        return new Cloud.Outcome<>(
                Change.put(session),
                GetFederationTokenResponse.builder()
                        .credentials(Shapes.credentials(session))
                        .federatedUser(user -> user.federatedUserId(account + ":" + request.name())
                                .arn(Arn.global("sts", account, "federated-user/" + request.name())
                                        .toString()))
                        .packedPolicySize(packed > 0 ? packed : null)
                        .build());
    }

    /** Session credentials do not make others. */
    private static void requireLongTerm(Caller caller, String operation) {
        boolean longTerm = switch (caller) {
            case Caller.Root root -> root.tokenIssuedAt().isEmpty();
            case Caller.User user -> user.tokenIssuedAt().isEmpty();
            case Caller.AssumedRole _, Caller.FederatedUser _, Caller.Anonymous _ -> false;
        };
        if (!longTerm) {
            throw new ApiException(StsError.ACCESS_DENIED, "Cannot call " + operation + " with session credentials");
        }
    }

    private static Optional<UserSession.Holder> holder(Caller caller) {
        return caller instanceof Caller.User user
                ? Optional.of(new UserSession.Holder(user.userId(), user.name()))
                : Optional.empty();
    }

    /** Root's are good for an hour at most, whatever was asked for. */
    private static Duration life(Caller caller, @Nullable Integer seconds) {
        Duration asked = seconds == null ? LIFE_DEFAULT : Duration.ofSeconds(seconds);
        return caller instanceof Caller.Root && asked.compareTo(ROOT_LIFE_MAX) > 0 ? ROOT_LIFE_MAX : asked;
    }
}
