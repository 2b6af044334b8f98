package dev.postern.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * A request and all policies that take part in the decision on it, for both who decide.
 *
 * @param owner whose the resource is
 * @param context the request's keys, as it spells them
 * @param trust whether the resource's policy is the trust policy of a role
 * @param gateway whether the endpoint, if there is one, is a gateway endpoint
 * @param documents the policies by their layer; a role's trust policy is that of a resource
 */
record PeerCase(
        PrincipalFacts caller,
        String action,
        String resource,
        AccountId owner,
        SortedMap<String, List<String>> context,
        boolean trust,
        boolean gateway,
        Map<Layer, List<String>> documents) {
    /** Keys that requests have with any number of values; the other decides by the form of the value what a key is. */
    static final Set<String> LISTS = Set.of("aws:tagkeys", "aws:calledvia", "aws:principalorgpaths");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String EVERYTHING =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
    static final List<Layer> LAYERS = List.of(
            Layer.IDENTITY,
            Layer.PERMISSIONS_BOUNDARY,
            Layer.SESSION,
            Layer.VPC_ENDPOINT,
            Layer.RESOURCE,
            Layer.SERVICE_CONTROL);

    List<String> of(Layer layer) {
        return documents.getOrDefault(layer, List.of());
    }

    AuthorizationRequest request() {
        return new AuthorizationRequest(caller, action, resource, Optional.of(owner), ConditionContext.of(context));
    }

    PolicyLayers layers() {
        PolicyLayers layers = PolicyLayers.ofIdentity(policies(Layer.IDENTITY));
        for (NamedPolicy boundary : policies(Layer.PERMISSIONS_BOUNDARY)) {
            layers = layers.withBoundary(boundary);
        }
        for (NamedPolicy session : policies(Layer.SESSION)) {
            layers = layers.withSession(session);
        }
        for (NamedPolicy endpoint : policies(Layer.VPC_ENDPOINT)) {
            layers = layers.withEndpoint(new PolicyLayers.EndpointPolicy(endpoint, gateway));
        }
        for (NamedPolicy resource : policies(Layer.RESOURCE)) {
            layers = layers.withResource(
                    trust
                            ? new PolicyLayers.Trust(resource)
                            : isKey()
                                    ? new PolicyLayers.KeyBased(List.of(resource))
                                    : new PolicyLayers.ResourceBased(resource));
        }
        List<ControlLevel> levels = policies(Layer.SERVICE_CONTROL).stream()
                .map(policy -> new ControlLevel(policy.name(), List.of(policy)))
                .toList();
        return layers.withControls(levels, List.of());
    }

    /** Whether what the resource says must allow in any case. */
    private boolean isKey() {
        return action.startsWith("kms:");
    }

    /** The layer of a decision here that the other has under this name. */
    Layer ours(Layer layer) {
        return layer != Layer.RESOURCE ? layer : trust ? Layer.ROLE_TRUST : isKey() ? Layer.KEY : layer;
    }

    List<NamedPolicy> policies(Layer layer) {
        List<NamedPolicy> policies = new ArrayList<>();
        for (String document : of(layer)) {
            try {
                policies.add(new NamedPolicy(
                        layer.title() + " " + policies.size(), Policy.parse(document, kind(layer, action, trust))));
            } catch (MalformedPolicyException e) {
                throw new AssertionError(e.text() + ": " + document, e);
            }
        }
        return policies;
    }

    static PolicyKind kind(Layer layer, String action, boolean trust) {
        if (layer != Layer.RESOURCE) {
            return switch (layer) {
                case VPC_ENDPOINT -> PolicyKind.ENDPOINT;
                case SERVICE_CONTROL -> PolicyKind.SERVICE_CONTROL;
                default -> PolicyKind.IDENTITY;
            };
        }
        if (trust) {
            return PolicyKind.TRUST;
        }
        return switch (action.substring(0, action.indexOf(':'))) {
            case "s3" -> PolicyKind.BUCKET;
            case "kms" -> PolicyKind.KEY;
            case "sqs" -> PolicyKind.QUEUE;
            case "sns" -> PolicyKind.TOPIC;
            default -> PolicyKind.TABLE;
        };
    }

    /** What the other is asked. It knows no root user, whom no policy of an identity needs to allow: to it, one does. */
    JsonNode question() {
        ObjectNode question = JSON.objectNode();
        question.put("principal", caller.arn());
        question.put("action", action);
        question.put("resource", resource);
        question.put("owner", owner.value());
        ObjectNode keys = question.putObject("context");
        context.forEach((key, values) -> keys.set(
                key, LISTS.contains(key.toLowerCase(Locale.ROOT)) ? texts(values) : JSON.textNode(values.getFirst())));
        for (Layer layer : LAYERS) {
            question.set(
                    layer.name(), texts(layer == Layer.IDENTITY && caller.root() ? List.of(EVERYTHING) : of(layer)));
        }
        return question;
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = JSON.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
