package dev.postern.services.attached;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.postern.model.AccountId;
import dev.postern.model.attached.AttachedService;
import dev.postern.services.authorization.Check;
import dev.postern.wire.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The queues of a server that is attached for SQS. To clients they have AWS's URLs and ARNs, {@code https://sqs.REGION.amazonaws.com/ACCOUNT/NAME},
 * so that who takes the URL for an endpoint comes through the same doors; to the server its own.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html">Amazon
 *     SQS queue and message identifiers</a>
 */
public record Queues(AttachedService attached) {
    /** Its name. */
    public static final String SERVICE = "sqs";

    private static final String URL = "QueueUrl";
    private static final String NAME = "QueueName";
    private static final String OWNER = "QueueOwnerAWSAccountId";
    private static final Set<String> NAMING =
            Set.of(URL, NAME, OWNER, "SourceArn", "DestinationArn", Asked.ATTRIBUTES, "AttributeNames", "Label");

    /** The operations whose answers have URLs of queues. */
    private static final Set<String> ANSWERING_URLS =
            Set.of("CreateQueue", "GetQueueUrl", "ListQueues", "ListDeadLetterSourceQueues");

    private static final String ANY = "*";
    private static final String GET_ATTRIBUTES = "GetQueueAttributes";
    /** The operations whose requests have no queue in AWS's form. */
    private static final Set<String> WITHOUT_QUEUE = Set.of("ListQueues", "CancelMessageMoveTask");

    private static final Set<String> BY_NAME = Set.of("CreateQueue", "GetQueueUrl");
    private static final Set<String> BY_ARN = Set.of("StartMessageMoveTask", "ListMessageMoveTasks");

    private static final Pattern URL_FORM = Pattern.compile("(?:https?://[^/]+)?/(?:.*/)?(\\d{12})/([^/]+)");
    private static final Pattern NAME_FORM = Pattern.compile("[A-Za-z0-9_-]{1,80}(?:\\.fifo)?");
    private static final Pattern XML_URL = Pattern.compile("(<QueueUrl>)([^<]*)(</QueueUrl>)");
    private static final Pattern ARN = Pattern.compile("(arn:aws:sqs:[a-z0-9-]*:[0-9]*:)([A-Za-z0-9_.-]+)");

    /** A queue as it is named, be it there or not. */
    private record Queue(AccountId account, String name) {}

    /** Completes a request: the path names the queue where the members do not, as with clients of the query protocol. */
    public static Asked completed(Asked asked, String path) {
        boolean needsQueue = !WITHOUT_QUEUE.contains(asked.operation())
                && !BY_NAME.contains(asked.operation())
                && !BY_ARN.contains(asked.operation());
        return needsQueue && asked.text(URL).isEmpty() && URL_FORM.matcher(path).matches()
                ? asked.with(URL, path)
                : asked;
    }

    List<Check> needed(Asked asked, List<String> actions) {
        requireOneSpelling(asked);
        if (asked.operation().equals("StartMessageMoveTask")) {
            return moves(asked);
        }
        String resource = resource(asked);
        return actions.stream().map(action -> check(action, resource)).toList();
    }

    private String resource(Asked asked) {
        return switch (asked.operation()) {
            case "ListQueues" -> "*";
            case "CancelMessageMoveTask" -> arn(ANY); // it is known by a handle alone
            case "ListMessageMoveTasks" -> ours(need(asked, "SourceArn"));
            default -> arn(queue(asked));
        };
    }

    /** SQS's refusals have actions in lower case; to policies that is the same. */
    private static Check check(String action, String resource) {
        return UnknownKeys.check(
                AttachableService.find(SERVICE).orElseThrow(),
                action,
                SERVICE + ":" + action.toLowerCase(Locale.ROOT),
                resource);
    }

    /** Who moves messages takes them from one queue and sends them to another. */
    private List<Check> moves(Asked asked) {
        List<Check> checks = new ArrayList<>();
        String from = ours(need(asked, "SourceArn"));
        for (String action : List.of("StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes")) {
            checks.add(check(action, from));
        }
        checks.add(check(
                "SendMessage", asked.text("DestinationArn").map(this::ours).orElseGet(() -> arn(ANY))));
        return checks;
    }

    /** The server looks at the name. */
    private String ours(String arn) {
        String name = arn.substring(arn.lastIndexOf(':') + 1);
        if (!arn.equals(arn(name)) || !NAME_FORM.matcher(name).matches()) {
            throw new ApiException(
                    AttachedError.RESOURCE_NOT_FOUND,
                    "The resource that you specified for the SourceArn or the DestinationArn parameter doesn't exist.");
        }
        return arn;
    }

    /** What the server could read by a name that differs in its case alone, nobody has judged. */
    private static void requireOneSpelling(Asked asked) {
        for (String name : asked.names()) {
            if (NAMING.stream().anyMatch(known -> known.equalsIgnoreCase(name) && !known.equals(name))) {
                throw new ApiException(AttachedError.SERIALIZATION, "The member " + name + " is not known.");
            }
        }
    }

    private static String need(Asked asked, String member) {
        return asked.text(member)
                .orElseThrow(() -> new ApiException(
                        AttachedError.MISSING_PARAMETER, "The request must contain the parameter " + member + "."));
    }

    private Queue queue(Asked asked) {
        if (BY_NAME.contains(asked.operation())) {
            AccountId owner = asked.text(OWNER)
                    .filter(AccountId::isValid)
                    .map(AccountId::new)
                    .orElse(attached.account());
            return new Queue(owner, named(need(asked, NAME)));
        }
        String url = need(asked, URL);
        Matcher form = URL_FORM.matcher(url);
        if (form.matches()) {
            return new Queue(new AccountId(form.group(1)), named(form.group(2)));
        }
        return new Queue(attached.account(), named(url));
    }

    private static String named(String text) {
        if (!NAME_FORM.matcher(text).matches()) {
            throw new ApiException(
                    AttachedError.INVALID_ADDRESS, "The address " + text + " is not valid for this endpoint.");
        }
        return text;
    }

    private String arn(Queue queue) {
        return "arn:aws:sqs:" + attached.region() + ":" + queue.account() + ":" + queue.name();
    }

    /** Of the server's own account. */
    private String arn(String name) {
        return arn(new Queue(attached.account(), name));
    }

    /** The name of the queue that a request is for, which it must have. */
    public String name(Asked asked) {
        return queue(asked).name();
    }

    /** The name of the queue whose URL a request has; the server must be asked by its own. */
    public Optional<String> addressed(Asked asked) {
        return asked.text(URL).map(_ -> queue(asked).name());
    }

    /**
     * Refuses what is of another account: the server keeps the queues of one.
     *
     * @return what is sent on, but for the URL
     */
    public Asked ofServer(Asked asked) {
        boolean named = asked.text(URL).isPresent() || BY_NAME.contains(asked.operation());
        if (named && !queue(asked).account().equals(attached.account())) {
            throw new ApiException(
                    asked instanceof Asked.Json ? AttachedError.QUEUE_DOES_NOT_EXIST : AttachedError.NON_EXISTENT_QUEUE,
                    "The specified queue does not exist.");
        }
        return asked.without(OWNER);
    }

    /** The request with the server's URL of the queue. */
    public static Asked at(Asked asked, String serversUrl) {
        return asked.with(URL, serversUrl);
    }

    /** The request for the server's URL of a queue. */
    public static Asked asking(Asked asked, String name) {
        return asked.other("GetQueueUrl", NAME, name);
    }

    /** The request by which a service of AWS's sends to a queue. */
    public static Asked sending(String queue, String body, ObjectNode attributes) {
        ObjectNode members = attributes.objectNode().put(URL, queue).put("MessageBody", body);
        if (!attributes.isEmpty()) {
            members.set("MessageAttributes", attributes);
        }
        return new Asked.Json("AmazonSQS", "SendMessage", members);
    }

    /** The server's URL in an answer to {@link #asking}. */
    public static Optional<String> url(Asked asked, byte[] answer) {
        return switch (asked) {
            case Asked.Json _ ->
                Optional.ofNullable(Asked.Json.tree(answer).path(URL).textValue());
            case Asked.Query _ ->
                XML_URL.matcher(new String(answer, StandardCharsets.UTF_8))
                        .results()
                        .map(found -> found.group(2))
                        .findFirst();
        };
    }

    /** Whether an answer names queues, and so is not passed on as it is. */
    public static boolean namesQueues(Asked asked) {
        return ANSWERING_URLS.contains(asked.operation()) || asked.operation().equals(GET_ATTRIBUTES);
    }

    /** An answer with AWS's names of queues. */
    public byte[] answer(Asked asked, byte[] answer) {
        return switch (asked) {
            case Asked.Json _ -> json(asked.operation(), Asked.Json.tree(answer));
            case Asked.Query _ -> xml(asked.operation(), new String(answer, StandardCharsets.UTF_8));
        };
    }

    private byte[] json(String operation, ObjectNode tree) {
        if (operation.equals(GET_ATTRIBUTES)) {
            if (tree.path("Attributes") instanceof ObjectNode attributes) {
                replace(attributes, "QueueArn", this::arns);
                replace(attributes, "RedrivePolicy", this::arns);
            }
            return Asked.Json.bytes(tree);
        }
        replace(tree, URL, this::awsUrl);
        for (String list : List.of("QueueUrls", "queueUrls")) {
            if (tree.path(list) instanceof ArrayNode urls) {
                for (int i = 0; i < urls.size(); i++) {
                    urls.set(i, TextNode.valueOf(awsUrl(urls.path(i).asText())));
                }
            }
        }
        return Asked.Json.bytes(tree);
    }

    private static void replace(ObjectNode in, String member, UnaryOperator<String> by) {
        JsonNode text = in.path(member);
        if (text.isTextual()) {
            in.put(member, by.apply(text.textValue()));
        }
    }

    private byte[] xml(String operation, String text) {
        String changed = operation.equals(GET_ATTRIBUTES)
                ? arns(text)
                : XML_URL.matcher(text)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(found.group(1) + awsUrl(found.group(2)) + found.group(3)));
        return changed.getBytes(StandardCharsets.UTF_8);
    }

    private String arns(String text) {
        return ARN.matcher(text).replaceAll(this::awsArn);
    }

    private String awsArn(MatchResult found) {
        return Matcher.quoteReplacement(arn(found.group(2)));
    }

    private String awsUrl(String serversUrl) {
        String name = serversUrl.substring(serversUrl.lastIndexOf('/') + 1);
        return "https://sqs." + attached.region() + ".amazonaws.com/" + attached.account() + "/" + name;
    }
}
