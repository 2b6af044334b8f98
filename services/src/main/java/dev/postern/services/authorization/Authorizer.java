package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.model.iam.Role;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.RequestContext;
import dev.postern.model.sns.Topic;
import dev.postern.policy.AuthorizationRequest;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.Evaluator;
import dev.postern.policy.Layer;
import dev.postern.policy.NamedPolicy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.PolicyLayers;
import dev.postern.policy.PrincipalFacts;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Decides every request: it brings together the caller's policies, the endpoint's, the resource's, and what is known of
 * the connection.
 *
 * <p>It keeps nothing but parsed policies, and may be used by any number of threads.
 */
public final class Authorizer {
    /** What is supposed of a request beyond what this cloud knows, as the organization of a stranger. */
    private static final ScopedValue<ConditionContext> SUPPOSED = ScopedValue.newInstance();

    private final ParsedPolicies parsed = new ParsedPolicies();
    private final PolicySources sources = new PolicySources(parsed);
    private final OrganizationControls organizations = new OrganizationControls(parsed);
    private final Consumer<Decision> listener;

    public Authorizer() {
        this(decision -> {});
    }

    /**
     * An authorizer that tells of its decisions.
     *
     * @param listener gets each decision on the thread of the request; it must return at once
     */
    public Authorizer(Consumer<Decision> listener) {
        this.listener = listener;
    }

    /**
     * The decision on one action.
     *
     * @param action as {@code s3:GetObject}
     * @param resourceArn or {@code *}
     * @param resourcePolicy the resource's owner and policy; empty when it can have none and belongs to the caller
     * @param extraKeys condition keys of the service, as {@code s3:prefix}
     */
    public Decision decide(
            Snapshot snapshot,
            RequestContext request,
            String action,
            String resourceArn,
            Optional<ResourcePolicy> resourcePolicy,
            ConditionContext extraKeys) {
        return decide(snapshot, request, new Check(action, resourceArn, extraKeys), resourcePolicy);
    }

    /**
     * Decides as if requests had condition keys that they do not have here: those of strangers, whose organization and tags nobody here
     * knows, and those that the plainest request leaves out.
     *
     * @param keys what this has no value for, requests have as always
     * @param asking what is asked meanwhile, on this thread
     */
    public static <R> R supposing(ConditionContext keys, Supplier<R> asking) {
        return ScopedValue.where(SUPPOSED, keys).call(asking::get);
    }

    private static ConditionContext supposed(ConditionContext keys) {
        if (!SUPPOSED.isBound()) {
            return keys;
        }
        ConditionContext over = SUPPOSED.get();
        return new ConditionContext() {
            @Override
            public List<String> values(String key) {
                List<String> values = over.values(key);
                return values.isEmpty() ? keys.values(key) : values;
            }

            @Override
            public boolean knows(String key) {
                return !over.values(key).isEmpty() || keys.knows(key);
            }
        };
    }

    /** The condition keys that a request has whatever it asks for, of who makes it and by which way it comes. */
    public static ConditionContext keys(Snapshot snapshot, RequestContext request) {
        return new RequestKeys(snapshot, request, Optional.empty(), ConditionContext.EMPTY);
    }

    /**
     * The decision on what an AWS service would do by itself, for somebody.
     *
     * @param service as {@code sns.amazonaws.com}
     * @param keys what is known of that for which it acts, as {@code aws:sourcearn}
     */
    public Decision supposeService(
            Snapshot snapshot,
            String service,
            String action,
            String resource,
            ResourcePolicy policy,
            ConditionContext keys) {
        return decideService(
                snapshot, service, action, resource, policy.owner(), keys, resourceSide(resource, Optional.of(policy)));
    }

    private Decision decide(
            Snapshot snapshot, RequestContext request, Check check, Optional<ResourcePolicy> resourcePolicy) {
        return decide(snapshot, request, request.connection(), check, resourcePolicy, UnaryOperator.identity());
    }

    /**
     * The decision on a permission.
     *
     * @param connection through which it is asked for
     * @param seen the request's keys as who is asked sees them
     */
    private Decision decide(
            Snapshot snapshot,
            RequestContext request,
            Connection connection,
            Check check,
            Optional<ResourcePolicy> resourcePolicy,
            UnaryOperator<ConditionContext> seen) {
        String resource = check.resource();
        Optional<AccountId> owner = resourcePolicy.map(ResourcePolicy::owner).or(() -> accountOf(resource));
        PolicyLayers layers = sources.layers(snapshot, request.caller(), connection)
                .withResource(resourceSide(resource, resourcePolicy));
        RequestKeys keys =
                new RequestKeys(snapshot, request, owner.or(request.caller()::accountId), supposed(check.keys()));
        Decision decision = Evaluator.decide(
                new AuthorizationRequest(
                        PrincipalFacts.of(request.caller()),
                        check.action(),
                        resource,
                        check.uncertain(),
                        owner,
                        seen.apply(keys)),
                organizations.over(layers, snapshot, request.caller(), owner, check));
        listener.accept(decision);
        return decision;
    }

    /**
     * The words of a refusal. S3 gives its reasons only to callers of the bucket's own account or organization.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html">Troubleshoot
     *     access denied errors in Amazon S3</a>
     */
    public static String deniedText(Decision decision) {
        boolean stranger = decision.request().caller().anonymous()
                || (!decision.request().sameAccount() && !sameOrganization(decision));
        return decision.request().action().startsWith("s3:") && stranger ? "Access Denied" : decision.deniedText();
    }

    private static boolean sameOrganization(Decision decision) {
        ConditionContext keys = decision.request().context();
        List<String> own = keys.values("aws:principalorgid");
        return !own.isEmpty() && own.equals(keys.values("aws:resourceorgid"));
    }

    /**
     * Lets an operation of a query or JSON service pass if all permissions that it needs are there.
     *
     * @param operation as AWS spells it, {@code DescribeVpcs}
     * @throws ApiException the service's own error for a refusal
     */
    public void authorizeOperation(
            Snapshot snapshot, RequestContext request, ServicePermissions permissions, String operation, SdkPojo pojo) {
        if (request.caller() instanceof Caller.Anonymous && !permissions.isOpen(operation)) {
            throw new ApiException(
                    AuthorizationError.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token");
        }
        authorize(snapshot, request, permissions, permissions.needed(snapshot, request, operation, pojo));
    }

    /**
     * Lets a request pass if all of these permissions are there.
     *
     * @throws ApiException the service's own error for a refusal
     */
    public void authorize(
            Snapshot snapshot, RequestContext request, ServicePermissions permissions, List<Check> checks) {
        for (Check check : checks) {
            Decision decision = decide(snapshot, request, permissions, check);
            if (!decision.allowed()) {
                throw permissions.refusal(decision, check);
            }
        }
    }

    /**
     * The decisions on an operation, were it asked for now: one for each permission that it needs.
     *
     * @param resource an ARN or an id; empty for the operation as such
     */
    public List<Decision> suppose(
            Snapshot snapshot,
            RequestContext request,
            ServicePermissions permissions,
            String operation,
            Optional<String> resource) {
        List<Check> checks = resource.map(on -> permissions.neededOn(snapshot, request, operation, on))
                .orElseGet(() -> permissions.needed(snapshot, request, operation, new NothingSaid()));
        return checks.stream()
                .map(check -> decide(snapshot, request, permissions, check))
                .toList();
    }

    private Decision decide(Snapshot snapshot, RequestContext request, ServicePermissions permissions, Check check) {
        return decide(snapshot, request, check, permissions.policyOf(snapshot, check.resource()));
    }

    /**
     * Whether an AWS service may act on a topic by itself, as EC2 does when it tells of a connection: the topic's policy says so.
     *
     * @param service as {@code vpce.amazonaws.com}
     * @param keys what is known of that for which it acts, as {@code aws:sourcearn}
     */
    public boolean serviceMayPublish(Snapshot snapshot, String service, Topic topic, ConditionContext keys) {
        return serviceMay(
                snapshot,
                service,
                "sns:Publish",
                topic.arn().toString(),
                topic.scope().account(),
                keys,
                new PolicyLayers.ResourceBased(
                        parsed.named("policy of " + topic.arn(), PolicyKind.TOPIC, TopicPolicy.of(topic))));
    }

    /**
     * Whether an AWS service may send to a queue, as SNS does: the queue's policy says so.
     *
     * @param service as {@code sns.amazonaws.com}
     * @param keys what is known of that for which it acts, as {@code aws:sourcearn}
     */
    public boolean serviceMaySend(Snapshot snapshot, String service, QueuePolicy policy, ConditionContext keys) {
        String queue = policy.arn().toString();
        return serviceMay(
                snapshot,
                service,
                "sqs:sendmessage",
                queue,
                policy.scope().account(),
                keys,
                new PolicyLayers.ResourceBased(
                        parsed.named("policy of " + queue, PolicyKind.QUEUE, policy.document())));
    }

    /** Whether a service may use a key for its caller: the caller's policies decide, and the key's. */
    public Decision decideUse(Snapshot snapshot, RequestContext request, KeyUse use) {
        return decide(
                snapshot,
                request,
                new Connection.Public(request.connection().sourceAddress(), true),
                use.check(snapshot, request.caller()),
                Optional.of(KeyPolicies.of(snapshot, use.key())),
                KeyUse::forwarded);
    }

    /** Whether the caller may assume a role: the role's trust policy decides, and the caller's own policies. */
    public Decision decideAssumeRole(Snapshot snapshot, RequestContext request, Role role, ConditionContext extraKeys) {
        return decideTrusted(snapshot, request, "sts:AssumeRole", role, extraKeys);
    }

    /**
     * Whether the caller may do with a role what its trust policy speaks of.
     *
     * @param action as {@code sts:TagSession}
     */
    public Decision decideTrusted(
            Snapshot snapshot, RequestContext request, String action, Role role, ConditionContext extraKeys) {
        return decideTrusted(snapshot, request, PrincipalFacts.of(request.caller()), action, role, extraKeys);
    }

    private Decision decideTrusted(
            Snapshot snapshot,
            RequestContext request,
            PrincipalFacts caller,
            String action,
            Role role,
            ConditionContext extraKeys) {
        String resource = role.arn().toString();
        Optional<AccountId> owner = Optional.of(role.scope().account());
        ConditionContext keys = supposed(TagConditions.withResource(role.tags(), extraKeys));
        PolicyLayers layers =
                sources.layers(snapshot, request.caller(), request.connection()).withResource(trust(role));
        Decision decision = Evaluator.decide(
                new AuthorizationRequest(
                        caller, action, resource, owner, new RequestKeys(snapshot, request, owner, keys)),
                organizations.over(layers, snapshot, request.caller(), owner, Check.of(action, resource)));
        listener.accept(decision);
        return decision;
    }

    /**
     * Whether who has a token of an identity provider may do with a role what its trust policy speaks of.
     *
     * @param provider the provider's ARN
     */
    public Decision decideFederated(
            Snapshot snapshot,
            RequestContext request,
            String action,
            Role role,
            String provider,
            ConditionContext extraKeys) {
        RequestContext nobody = new RequestContext(
                request.requestId(),
                new Caller.Anonymous(),
                request.region(),
                request.connection(),
                request.userAgent(),
                request.now(),
                request.ids());
        return decideTrusted(snapshot, nobody, PrincipalFacts.ofProvider(provider), action, role, extraKeys);
    }

    /**
     * Whether an AWS service may assume a role by itself, as EC2 does for an instance profile.
     *
     * @param service as {@code ec2.amazonaws.com}
     */
    public boolean serviceMayAssume(Snapshot snapshot, String service, Role role) {
        return serviceMay(
                snapshot,
                service,
                "sts:AssumeRole",
                role.arn().toString(),
                role.scope().account(),
                ConditionContext.EMPTY,
                trust(role));
    }

    /** Whether what a resource itself says lets a service act on it, and the resource's organization. */
    private boolean serviceMay(
            Snapshot snapshot,
            String service,
            String action,
            String resource,
            AccountId owner,
            ConditionContext keys,
            PolicyLayers.ResourceSide said) {
        return decideService(snapshot, service, action, resource, owner, keys, said)
                .allowed();
    }

    private Decision decideService(
            Snapshot snapshot,
            String service,
            String action,
            String resource,
            AccountId owner,
            ConditionContext keys,
            PolicyLayers.ResourceSide said) {
        return Evaluator.decide(
                new AuthorizationRequest(
                        PrincipalFacts.ofService(service),
                        action,
                        resource,
                        Optional.of(owner),
                        new ServiceKeys(snapshot, service, owner, keys)),
                organizations.overService(
                        PolicyLayers.ofIdentity(List.of()).withResource(said),
                        snapshot,
                        owner,
                        Check.of(action, resource)));
    }

    private PolicyLayers.ResourceSide trust(Role role) {
        return new PolicyLayers.Trust(
                parsed.named(Layer.ROLE_TRUST.title() + " of " + role.name(), PolicyKind.TRUST, role.trustPolicy()));
    }

    private PolicyLayers.ResourceSide resourceSide(String resourceArn, Optional<ResourcePolicy> resourcePolicy) {
        if (resourceArn.startsWith("arn:aws:kms:")
                && resourcePolicy.flatMap(ResourcePolicy::document).isPresent()) {
            return keySide(resourceArn, resourcePolicy.get());
        }
        PolicyLayers.ResourceSide policy = resourcePolicy
                .flatMap(ResourcePolicy::document)
                .<PolicyLayers.ResourceSide>map(document -> new PolicyLayers.ResourceBased(
                        parsed.named("policy of " + ownerName(resourceArn), kind(resourceArn), document)))
                .orElse(PolicyLayers.ResourceSide.NONE);
        return resourcePolicy
                .flatMap(ResourcePolicy::lists)
                .<PolicyLayers.ResourceSide>map(
                        lists -> new PolicyLayers.Listed(policy, lists.policyAllows(), lists.grant()))
                .orElse(policy);
    }

    private PolicyLayers.ResourceSide keySide(String keyArn, ResourcePolicy policy) {
        List<NamedPolicy> all = new ArrayList<>();
        policy.document().ifPresent(own -> all.add(parsed.named("policy of " + keyArn, PolicyKind.KEY, own)));
        policy.grants().forEach(grant -> all.add(parsed.named("grant of " + keyArn, PolicyKind.KEY, grant)));
        return new PolicyLayers.KeyBased(all);
    }

    private static PolicyKind kind(String resourceArn) {
        if (resourceArn.startsWith("arn:aws:sns:")) {
            return PolicyKind.TOPIC;
        }
        if (resourceArn.startsWith("arn:aws:sqs:")) {
            return PolicyKind.QUEUE;
        }
        return resourceArn.startsWith("arn:aws:dynamodb:") ? PolicyKind.TABLE : PolicyKind.BUCKET;
    }

    /** The bucket or access point of an object, else the resource. */
    private static String ownerName(String resourceArn) {
        int slash = resourceArn.indexOf(resourceArn.contains(":accesspoint/") ? "/object/" : "/");
        return resourceArn.startsWith("arn:aws:s3:") && slash > 0 ? resourceArn.substring(0, slash) : resourceArn;
    }

    private static Optional<AccountId> accountOf(String resourceArn) {
        return Arn.parse(resourceArn)
                .map(Arn::account)
                .filter(AccountId::isValid)
                .map(AccountId::new);
    }
}
