package dev.postern.services.attached;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.Statement;
import dev.postern.services.attached.Asked.ListMember;
import dev.postern.services.authorization.PermissionStatements;
import dev.postern.services.authorization.PrincipalDirectory;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Policies of queues: what may be one, and how they get into the answers of a server that knows nothing of them.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-customer-managed-policy-examples.html">Using
 *     custom policies with the Amazon SQS Access Policy Language</a>
 */
public final class QueuePolicies {
    /** The attribute of a queue that is its policy. */
    public static final String ATTRIBUTE = "Policy";

    /** The attributes that GetQueueAttributes asks for. */
    public static final ListMember NAMES = new ListMember("AttributeNames", "AttributeName");

    private static final ListMember ACCOUNTS = new ListMember("AWSAccountIds", "AWSAccountId");
    private static final ListMember ACTIONS = new ListMember("Actions", "ActionName");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern XML_POLICY =
            Pattern.compile("<Attribute>\\s*<Name>Policy</Name>.*?</Attribute>", Pattern.DOTALL);
    private static final Pattern XML_END =
            Pattern.compile("</GetQueueAttributesResult>|<GetQueueAttributesResult\\s*/>");
    private static final int BYTES_MAX = 8192;
    private static final int STATEMENTS_MAX = 20;

    /** What only a queue's owner may do, whatever its policy says. */
    private static final Set<String> OWNERS = Set.of(
            "AddPermission",
            "CancelMessageMoveTask",
            "CreateQueue",
            "DeleteQueue",
            "ListMessageMoveTasks",
            "ListQueues",
            "ListQueueTags",
            "RemovePermission",
            "SetQueueAttributes",
            "StartMessageMoveTask",
            "TagQueue",
            "UntagQueue");

    /** What AddPermission can give, in lower case. */
    private static final Set<String> GIVEN = Set.of(
            "*",
            "changemessagevisibility",
            "deletemessage",
            "getqueueattributes",
            "getqueueurl",
            "listdeadlettersourcequeues",
            "purgequeue",
            "receivemessage",
            "sendmessage");

    private QueuePolicies() {}

    /** Whether an operation is for the account of the queue alone. */
    public static boolean isOfOwner(String operation) {
        return OWNERS.contains(operation);
    }

    /** The names of attributes with which the server is asked: none is the policy. */
    public static List<String> ofServer(List<String> names) {
        return names.stream().filter(name -> !name.equals(ATTRIBUTE)).toList();
    }

    /** Whether a policy is among the attributes that are asked for. */
    public static boolean isAskedFor(List<String> names) {
        return names.contains(ATTRIBUTE) || names.contains("All");
    }

    /**
     * The change by which a queue has a policy, or none for an empty text.
     *
     * @throws ApiException if it is no policy
     */
    public static Change set(Snapshot snapshot, Scope scope, String queue, String document) {
        if (document.isBlank()) {
            return removed(snapshot, scope, queue);
        }
        return Change.put(new QueuePolicy(scope, queue, checked(snapshot, document)));
    }

    /** The change by which a queue has no policy. */
    public static Change removed(Snapshot snapshot, Scope scope, String queue) {
        return QueuePolicy.find(snapshot, scope, queue).map(Change::remove).orElse(Change.NONE);
    }

    private static String checked(Snapshot snapshot, String document) {
        try {
            Policy policy = Policy.parse(document, PolicyKind.QUEUE);
            boolean bad = document.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX
                    || policy.statements().size() > STATEMENTS_MAX
                    || policy.statements().stream().anyMatch(QueuePolicies::isForeign)
                    || PrincipalDirectory.firstUnknown(snapshot, policy).isPresent();
            if (!bad) {
                return document;
            }
        } catch (MalformedPolicyException e) {
            // the same words
        }
        throw new ApiException(AttachedError.INVALID_ATTRIBUTE_VALUE, "Invalid value for the parameter Policy.");
    }

    private static boolean isForeign(Statement statement) {
        return statement.actions().actions().stream()
                .map(action -> action.toLowerCase(Locale.ROOT))
                .anyMatch(action -> !action.equals("*") && !action.startsWith("sqs:"));
    }

    /** Whether two policies say the same, be they spelled otherwise. */
    public static boolean isSame(String one, String other) {
        try {
            return JSON.readTree(one).equals(JSON.readTree(other));
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** The policy with the statement that AddPermission asks for. */
    public static String with(Scope scope, String queue, Optional<QueuePolicy> before, Asked asked) {
        String arn = Arn.of(Queues.SERVICE, scope, queue).toString();
        String document = before.map(QueuePolicy::document)
                .orElse("{\"Version\":\"2008-10-17\",\"Id\":\"" + arn + "/SQSDefaultPolicy\",\"Statement\":[]}");
        String label = label(asked);
        List<AccountId> accounts =
                asked.texts(ACCOUNTS).stream().map(QueuePolicies::account).toList();
        List<String> actions =
                asked.texts(ACTIONS).stream().map(QueuePolicies::action).toList();
        if (accounts.isEmpty() || actions.isEmpty()) {
            String missing = accounts.isEmpty() ? ACCOUNTS.json() : ACTIONS.json();
            throw new ApiException(
                    AttachedError.MISSING_PARAMETER, "The request must contain the parameter " + missing + ".");
        }
        return PermissionStatements.with(document, label, accounts, actions, arn)
                .orElseThrow(() -> invalid(label, "Label", "Already exists."));
    }

    /** The policy without the statement that RemovePermission asks for; empty if there is no other. */
    public static String without(Optional<QueuePolicy> before, Asked asked) {
        String label = label(asked);
        String left = before.flatMap(policy -> PermissionStatements.without(policy.document(), label))
                .orElseThrow(() -> invalid(label, "Label", "can't find label on existing policy."));
        return PermissionStatements.isEmpty(left) ? "" : left;
    }

    private static String label(Asked asked) {
        String label = asked.text("Label")
                .orElseThrow(() -> new ApiException(
                        AttachedError.MISSING_PARAMETER, "The request must contain the parameter Label."));
        if (!label.matches("[A-Za-z0-9_-]{1,80}")) {
            throw invalid(
                    label,
                    "Label",
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.");
        }
        return label;
    }

    private static AccountId account(String id) {
        if (!AccountId.isValid(id)) {
            throw invalid("[" + id + "]", "PrincipalId", "Unable to verify.");
        }
        return new AccountId(id);
    }

    private static String action(String name) {
        if (!GIVEN.contains(name.toLowerCase(Locale.ROOT))) {
            throw invalid("SQS:" + name, "ActionName", "Only the queue owner is allowed to invoke this action.");
        }
        return "SQS:" + name;
    }

    private static ApiException invalid(String value, String parameter, String reason) {
        return new ApiException(
                AttachedError.INVALID_PARAMETER_VALUE,
                "Value " + value + " for parameter " + parameter + " is invalid. Reason: " + reason);
    }

    /** A queue's attributes as the server has them, with the policy that it has here. */
    public static byte[] told(Asked asked, byte[] answer, Optional<QueuePolicy> policy) {
        return switch (asked) {
            case Asked.Json _ -> json(Asked.Json.tree(answer), policy);
            case Asked.Query _ ->
                xml(new String(answer, StandardCharsets.UTF_8), policy).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] json(ObjectNode tree, Optional<QueuePolicy> policy) {
        if (tree.path(Asked.ATTRIBUTES) instanceof ObjectNode attributes) {
            attributes.remove(ATTRIBUTE);
        }
        policy.ifPresent(one -> {
            JsonNode there = tree.path(Asked.ATTRIBUTES);
            ObjectNode attributes = there instanceof ObjectNode known ? known : tree.putObject(Asked.ATTRIBUTES);
            attributes.put(ATTRIBUTE, one.document());
        });
        return Asked.Json.bytes(tree);
    }

    private static String xml(String text, Optional<QueuePolicy> policy) {
        String plain = XML_POLICY.matcher(text).replaceAll("");
        return policy.map(one -> XML_END.matcher(plain)
                        .replaceFirst(found -> Matcher.quoteReplacement(
                                (found.group().endsWith("/>") ? "<GetQueueAttributesResult>" : "")
                                        + "<Attribute><Name>Policy</Name><Value>" + XmlWriter.escaped(one.document())
                                        + "</Value></Attribute></GetQueueAttributesResult>")))
                .orElse(plain);
    }
}
