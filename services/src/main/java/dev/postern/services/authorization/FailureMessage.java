package dev.postern.services.authorization;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.policy.AuthorizationRequest;
import dev.postern.policy.Condition;
import dev.postern.policy.Decision;
import dev.postern.policy.Layer;
import dev.postern.policy.PrincipalFacts;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.policy.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What DecodeAuthorizationMessage tells of a refusal: the statement that denied it, who asked for what, and the condition keys of the
 * action and its resource. As on AWS, of NotAction, NotResource and of conditions the values are told and not how they are compared.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html">DecodeAuthorizationMessage</a>
 */
final class FailureMessage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ARN_FIELDS = 6;

    /** How much is told: less where all of it would not fit. */
    enum Detail {
        WHOLE,
        WITHOUT_CONTEXT,
        NAME_OF_STATEMENT
    }

    private FailureMessage() {}

    /** @param service that was asked, which is not always the action's: EC2 asks for {@code iam:PassRole} */
    static String of(Decision decision, String service, Detail detail) {
        AuthorizationRequest request = decision.request();
        ObjectNode message = JSON.createObjectNode();
        message.put("allowed", decision.allowed()).put("explicitDeny", decision.explicitlyDenied());
        ArrayNode matched = items(message, "matchedStatements");
        decision.denying().ifPresent(statement -> describe(matched.addObject(), statement, decision, detail));
        items(message, "failures");
        ObjectNode context = message.putObject("context");
        principal(context.putObject("principal"), request.caller());
        context.put("action", request.action()).put("resource", request.resource());
        ArrayNode keys = items(context, "conditions");
        if (detail == Detail.WHOLE) {
            resource(keys, request, service);
            actionKeys(keys, request);
        }
        try {
            return JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    private static void describe(ObjectNode node, Statement statement, Decision decision, Detail detail) {
        node.put("statementId", statement.sid().orElse("")).put("effect", "DENY");
        boolean all = detail != Detail.NAME_OF_STATEMENT;
        values(node, "principals", List.of(issuer(decision)));
        values(node, "principalGroups", List.of());
        values(node, "actions", all ? statement.actions().actions() : List.of());
        values(
                node,
                "resources",
                all
                        ? statement
                                .resources()
                                .map(Statement.ResourceClause::resources)
                                .orElse(List.of())
                        : List.of());
        ArrayNode conditions = items(node, "conditions");
        if (all) {
            for (Condition condition : statement.conditions()) {
                key(conditions, condition.spelledKey(), condition.values());
            }
        }
    }

    /** Whom the policy is for, as AWS calls them: of a role's policy the role, of an organization's the session. */
    private static String issuer(Decision decision) {
        if (decision.decidedBy() == Layer.PERMISSIONS_BOUNDARY) {
            return "SCOPE_POLICY_ISSUER";
        }
        PrincipalFacts caller = decision.request().caller();
        List<String> ids = caller.uniqueIds();
        return ids.isEmpty() || decision.decidedBy() != Layer.IDENTITY ? id(caller) : ids.getFirst();
    }

    private static String id(PrincipalFacts caller) {
        List<String> ids = caller.uniqueIds();
        return ids.isEmpty() ? caller.account().map(AccountId::value).orElse("") : ids.getLast();
    }

    /** Only users have a name apart from their ARN. */
    private static void principal(ObjectNode principal, PrincipalFacts caller) {
        String arn = caller.arn();
        principal.put("id", id(caller));
        if (arn.contains(":user/")) {
            principal.put("name", arn.substring(arn.lastIndexOf('/') + 1));
        }
        principal.put("arn", arn);
    }

    /** The parts of the resource's ARN. */
    private static void resource(ArrayNode conditions, AuthorizationRequest request, String service) {
        String[] fields = request.resource().split(":", ARN_FIELDS);
        if (fields.length == ARN_FIELDS) {
            String own = fields[ARN_FIELDS - 1];
            key(conditions, "aws:Resource", List.of(own));
            key(conditions, "aws:Account", present(fields[ARN_FIELDS - 2]));
            key(conditions, "aws:Region", request.context().values("aws:requestedregion"));
            key(conditions, "aws:Service", List.of(service));
            key(conditions, "aws:Type", List.of(own.split("[/:]", 2)[0]));
        }
        key(conditions, "aws:ARN", List.of(request.resource()));
    }

    private static List<String> present(String field) {
        return field.isEmpty() ? List.of() : List.of(field);
    }

    private static void actionKeys(ArrayNode conditions, AuthorizationRequest request) {
        int colon = request.action().indexOf(':');
        ServiceAuthorization service = ServiceAuthorization.of(request.action().substring(0, colon));
        for (String name : service.ownKeys(request.action().substring(colon + 1))) {
            key(conditions, name, request.context().values(name.toLowerCase(Locale.ROOT)));
        }
    }

    private static void key(ArrayNode conditions, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            values(conditions.addObject().put("key", name), "values", values);
        }
    }

    private static void values(ObjectNode of, String name, Collection<String> values) {
        ArrayNode items = items(of, name);
        values.forEach(value -> items.addObject().put("value", value));
    }

    private static ArrayNode items(ObjectNode of, String name) {
        return of.putObject(name).putArray("items");
    }
}
