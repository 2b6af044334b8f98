package dev.postern.services.attached;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.wire.ApiException;
import dev.postern.wire.protocol.AwsService;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service for which a server can be attached: its protocol names the operation of each request, and AWS publishes its actions.
 *
 * @param name as signatures, actions and host names have it, {@code sqs}
 * @param query the version and the XML namespace of its API by the query protocol, where it speaks that
 * @param target what stands before an operation in {@code X-Amz-Target}, where it speaks AWS JSON
 * @param actions of the operations that are not called as their actions are
 * @param resources how what a request names is written behind the account in its ARN, with members of the request in braces; without the
 *     first of them it names none. Stars and question marks are for what the request does not say
 * @param lookup how the server is asked what is meant by other names
 */
public record AttachableService(
        String name,
        Optional<Query> query,
        Optional<String> target,
        SortedMap<String, List<String>> actions,
        List<String> resources,
        Optional<Lookup> lookup) {
    public AttachableService {
        resources = List.copyOf(resources);
    }

    /** How a service is asked by the query protocol. */
    public record Query(String version, String namespace) {}

    /**
     * The question to a server which ARN something has: it alone knows by which names.
     *
     * @param member in which requests name it
     * @param exact the names by which the ARN is known without asking
     * @param operation that takes the same member
     * @param arn where its answer has the ARN, as a JSON pointer
     */
    public record Lookup(String member, Pattern exact, String operation, String arn) {
        /** Whether a request names it by a name of which only the server knows whose it is. */
        public boolean isNeededFor(Asked asked) {
            return asked.text(member)
                    .filter(text -> !exact.matcher(text).matches())
                    .isPresent();
        }

        /**
         * The ARN in an answer, if it has one.
         *
         * @throws ApiException if it cannot be read
         */
        public Optional<Arn> found(byte[] answer) {
            return Optional.ofNullable(Asked.Json.tree(answer).at(arn).textValue())
                    .flatMap(Arn::parse);
        }
    }

    private static final Pattern MEMBER = Pattern.compile("\\{(\\w+)\\}");

    /** Those whose requests are for what their ARNs say, or for anything. */
    private static final List<String> OTHERS = List.of(
            "application-autoscaling",
            "athena",
            "autoscaling",
            "codebuild",
            "ecs",
            "elasticache",
            "glue",
            "rds",
            "redshift",
            "servicediscovery");

    /** All of them. */
    public static final SortedMap<String, AttachableService> ALL = all();

    private static SortedMap<String, AttachableService> all() {
        TreeMap<String, AttachableService> all = new TreeMap<>();
        List<AttachableService> services = List.of(
                new AttachableService(
                        "sqs",
                        Optional.of(new Query("2012-11-05", "http://queue.amazonaws.com/doc/2012-11-05/")),
                        Optional.of("AmazonSQS"),
                        inOrder(Map.of(
                                "SendMessageBatch", List.of("SendMessage"),
                                "DeleteMessageBatch", List.of("DeleteMessage"),
                                "ChangeMessageVisibilityBatch", List.of("ChangeMessageVisibility"))),
                        List.of(),
                        Optional.empty()),
                json(
                                "kms",
                                "TrentService",
                                Map.of("ReEncrypt", List.of("ReEncryptFrom", "ReEncryptTo")),
                                "key/{KeyId}",
                                "key/{TargetKeyId}",
                                "{AliasName}")
                        .asking("KeyId", "(?!alias/|arn:).*|arn:[^/]*:key/.*", "DescribeKey", "/KeyMetadata/Arn"),
                json(
                                "secretsmanager",
                                "secretsmanager",
                                Map.of("BatchGetSecretValue", List.of("BatchGetSecretValue", "GetSecretValue")),
                                "secret:{Name}-??????")
                        .asking("SecretId", "(?!)", "DescribeSecret", "/ARN"),
                json("logs", "Logs_20140328", Map.of(), "log-group:{logGroupName}:log-stream:{logStreamName}"),
                json("events", "AWSEvents", Map.of()),
                json("kinesis", "Kinesis_20131202", Map.of(), "stream/{StreamName}"),
                json("states", "AWSStepFunctions", Map.of()),
                json("firehose", "Firehose_20150804", Map.of(), "deliverystream/{DeliveryStreamName}"),
                new AttachableService(
                        "cloudformation",
                        Optional.of(new Query("2010-05-15", "http://cloudformation.amazonaws.com/doc/2010-05-15/")),
                        Optional.empty(),
                        Collections.emptySortedMap(),
                        List.of("stack/{StackName}/*"),
                        Optional.empty()));
        services.forEach(service -> all.put(service.name(), service));
        OTHERS.forEach(name -> all.put(name, plain(name)));
        return Collections.unmodifiableSortedMap(all);
    }

    /** One of which nothing is known but what AWS publishes of all. */
    private static AttachableService plain(String name) {
        AwsService known = AwsService.signedAs(name).getFirst();
        boolean json = known.protocol().equals("json");
        return new AttachableService(
                name,
                json ? Optional.empty() : Optional.of(new Query(known.version(), known.namespace())),
                json ? Optional.of(known.target()) : Optional.empty(),
                Collections.emptySortedMap(),
                List.of(),
                Optional.empty());
    }

    private static AttachableService json(
            String name, String target, Map<String, List<String>> actions, String... resources) {
        return new AttachableService(
                name, Optional.empty(), Optional.of(target), inOrder(actions), List.of(resources), Optional.empty());
    }

    private AttachableService asking(String member, String exact, String operation, String arn) {
        Lookup by = new Lookup(member, Pattern.compile(exact), operation, arn);
        return new AttachableService(name, query, target, actions, resources, Optional.of(by));
    }

    private static SortedMap<String, List<String>> inOrder(Map<String, List<String>> actions) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(actions));
    }

    /** One by its name. */
    public static Optional<AttachableService> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /**
     * The actions that an operation needs, as AWS spells them; none for one of which AWS publishes nothing.
     *
     * @param operation as it is spelled in requests: another case is another operation
     */
    public List<String> actionsOf(String operation) {
        List<String> known = actions.get(operation);
        return known != null
                ? known
                : published().find(operation).map(Action::name).filter(operation::equals).stream()
                        .toList();
    }

    /** What AWS publishes of its actions. */
    public ServiceAuthorization published() {
        return ServiceAuthorization.of(name);
    }

    /**
     * The ARNs of the resources that a request names, by those or by its members, be they patterns; none if it names none.
     */
    NavigableSet<String> named(Asked asked, Scope scope) {
        TreeSet<String> arns = new TreeSet<>();
        asked.texts().values().stream().filter(this::isArn).map(this::known).forEach(arns::add);
        for (String form : resources) {
            filled(form, asked)
                    .map(text -> Arn.of(name, scope, text).toString())
                    .ifPresent(arns::add);
        }
        return arns;
    }

    boolean isArn(String text) {
        return Arn.parse(text).filter(arn -> arn.service().equals(name)).isPresent();
    }

    /** Servers find stacks by their names, whatever stands behind. */
    private String known(String arn) {
        int slash = arn.lastIndexOf('/');
        return name.equals("cloudformation") && slash > 0 ? arn.substring(0, slash) + "/*" : arn;
    }

    /** A name of another kind, as an alias or an ARN in its place, is not the resource's own. */
    private static Optional<String> filled(String form, Asked asked) {
        boolean named = MEMBER.matcher(form)
                .results()
                .findFirst()
                .flatMap(first -> asked.text(first.group(1)))
                .filter(text -> !text.startsWith("arn:"))
                .filter(text -> !text.startsWith("alias/") || form.equals("{AliasName}"))
                .isPresent();
        return named ? Optional.of(MEMBER.matcher(form).replaceAll(found -> value(asked, found))) : Optional.empty();
    }

    private static String value(Asked asked, MatchResult found) {
        return Matcher.quoteReplacement(asked.text(found.group(1)).orElse(""));
    }
}
