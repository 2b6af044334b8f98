package dev.postern.server.verify.checks;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.model.dynamodb.AttributeDefinition;
import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.ScalarType;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.dynamodb.Throughput;
import dev.postern.model.iam.Role;
import dev.postern.model.s3.Bucket;
import dev.postern.model.sns.Topic;
import dev.postern.policy.Distinctions;
import dev.postern.policy.Glob;
import dev.postern.services.authorization.TopicPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What requests can be for: all of one's own that has a policy, or can have one, and what others may have. */
final class Targets {
    private static final String S3 = "arn:aws:s3:::";
    private static final String FRESH = "postern-foreign";
    private static final int TOGETHER_MAX = 8;
    private static final int KEYS_MAX = 200;
    private static final int NAMES_MAX = 300;
    private static final int OWNERS_MAX = 6;

    private final Snapshot snapshot;
    private final Policies policies;
    private final PerimeterCheck check;

    Targets(Snapshot snapshot, Policies policies, PerimeterCheck check) {
        this.snapshot = snapshot;
        this.policies = policies;
        this.check = check;
    }

    private boolean isOwn(AccountId account) {
        return check.accounts().contains(account);
    }

    /** Buckets, tables, topics, queues and roles of one's own. */
    List<Target> own() {
        List<Target> all = new ArrayList<>();
        snapshot.all(Bucket.class).stream()
                .filter(bucket -> isOwn(bucket.owner()))
                .map(bucket -> bucket(bucket, false))
                .forEach(all::add);
        snapshot.all(Table.class).stream()
                .filter(table -> isOwn(table.scope().account()))
                .map(table -> table(table, false))
                .forEach(all::add);
        snapshot.all(Topic.class).stream()
                .filter(topic -> isOwn(topic.scope().account()))
                .map(topic -> topic(topic, false))
                .forEach(all::add);
        snapshot.all(QueuePolicy.class).stream()
                .filter(queue -> AttachedService.find(
                                snapshot, "sqs", queue.scope().region())
                        .filter(server -> isOwn(server.account()))
                        .isPresent())
                .map(this::queue)
                .forEach(all::add);
        snapshot.all(Role.class).stream()
                .filter(role -> isOwn(role.scope().account()))
                .map(this::role)
                .forEach(all::add);
        all.removeIf(target -> target.arns().all().isEmpty());
        return all;
    }

    private Target bucket(Bucket bucket, boolean foreign) {
        List<String> arns = new ArrayList<>(List.of(S3 + bucket.name()));
        keys(bucket.name()).forEach(key -> arns.add(S3 + bucket.name() + "/" + key));
        return target(
                "s3", arns, bucket.owner(), bucket.region(), policies.of(bucket), bucket.policy(), foreign, bucket);
    }

    private Target table(Table table, boolean foreign) {
        List<String> arns = new ArrayList<>(List.of(table.arn().toString()));
        table.indexes().forEach(index -> arns.add(table.arn(index).toString()));
        return target(
                "dynamodb",
                arns,
                table.scope().account(),
                table.scope().region(),
                policies.of(table),
                table.policy().map(Table.Policy::document),
                foreign,
                table);
    }

    private Target topic(Topic topic, boolean foreign) {
        return target(
                "sns",
                List.of(topic.arn().toString()),
                topic.scope().account(),
                topic.scope().region(),
                policies.of(topic),
                Optional.of(TopicPolicy.of(topic)),
                foreign,
                topic);
    }

    private Target queue(QueuePolicy queue) {
        return target(
                "sqs",
                List.of(queue.arn().toString()),
                queue.scope().account(),
                queue.scope().region(),
                policies.of(queue),
                Optional.of(queue.document()),
                false,
                queue);
    }

    private Target role(Role role) {
        List<String> arns = allowed(List.of(role.arn().toString()));
        return new Target(
                "sts",
                role.arn().toString(),
                role.scope().account(),
                Region.US_EAST_1,
                Target.arns(arns),
                policies.of(role),
                Optional.empty(),
                Optional.of(role),
                false,
                Change.NONE);
    }

    private Target target(
            String service,
            List<String> arns,
            AccountId owner,
            Region region,
            Optional<Distinctions> policy,
            Optional<String> document,
            boolean foreign,
            Entity entity) {
        return new Target(
                service,
                arns.getFirst(),
                owner,
                region,
                Target.arns(allowed(arns)),
                policy,
                document,
                Optional.empty(),
                foreign,
                foreign ? Change.put(entity) : Change.NONE);
    }

    private List<String> allowed(Collection<String> arns) {
        return arns.stream().filter(arn -> !check.excepts(arn)).toList();
    }

    /** Keys of objects that the policies tell apart in a bucket, and one of which none speaks. */
    private Set<String> keys(String bucket) {
        Set<String> patterns = new LinkedHashSet<>();
        for (String text : policies.resources("s3")) {
            String rest = text.startsWith(S3) ? text.substring(S3.length()) : text;
            int slash = rest.indexOf('/');
            String name = slash < 0 ? rest : rest.substring(0, slash);
            String last = rest.substring(rest.lastIndexOf('*') + 1);
            if (slash > 0 && Glob.of(widest(name)).matches(bucket)) {
                patterns.add(rest.substring(slash + 1));
            }
            if (name.indexOf('*') >= 0 && !last.isEmpty() && rest.length() > last.length()) {
                patterns.add("*" + last);
            }
        }
        Set<String> keys = new LinkedHashSet<>(List.of("postern/any-key"));
        patterns.stream()
                .filter(pattern -> pattern.contains("${"))
                .map(pattern -> pattern.replace("*", "x").replace('?', '7'))
                .forEach(keys::add);
        Samples.together(patterns, TOGETHER_MAX).stream()
                .filter(key -> !key.isEmpty())
                .limit(KEYS_MAX)
                .forEach(keys::add);
        return keys;
    }

    private static String widest(String pattern) {
        return pattern.replaceAll("\\$\\{[^}]*\\}", "*");
    }

    /**
     * Buckets, tables and topics that others may have: of the names of which policies speak, and one of which none does. Their own policies let
     * everybody.
     *
     * @param owners whose
     * @param regions where tables and topics may be
     */
    List<Target> foreign(List<AccountId> owners, Collection<Region> regions) {
        List<AccountId> some = owners.subList(0, Math.min(owners.size(), OWNERS_MAX));
        List<Target> all = new ArrayList<>();
        for (String name : bucketNames()) {
            Optional<Bucket> known = snapshot.find(Bucket.class, Scope.GLOBAL, name);
            for (AccountId owner : known.map(Bucket::owner).map(List::of).orElse(some)) {
                all.add(bucket(foreignBucket(name, owner), true));
            }
        }
        for (Region region : regions) {
            for (AccountId owner : some) {
                Scope scope = new Scope(owner, region);
                names("dynamodb", "table/", scope).forEach(name -> all.add(table(foreignTable(scope, name), true)));
                names("sns", "", scope).forEach(name -> all.add(topic(foreignTopic(scope, name), true)));
            }
        }
        all.removeIf(target -> target.arns().all().isEmpty());
        return all;
    }

    private List<String> bucketNames() {
        Set<String> names = new LinkedHashSet<>(List.of(FRESH + "-bucket"));
        for (String text : policies.resources("s3")) {
            String name = text.startsWith(S3) ? text.substring(S3.length()).split("/", 2)[0] : FRESH;
            Stream.of(Samples.filled(name, "foreign"), Samples.filled(name, "x"), Samples.filled(name, ""))
                    .map(one -> one.toLowerCase(Locale.ROOT))
                    .filter(one -> one.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"))
                    .forEach(names::add);
        }
        return names.stream()
                .filter(name -> snapshot.find(Bucket.class, Scope.GLOBAL, name)
                        .filter(bucket -> isOwn(bucket.owner()))
                        .isEmpty())
                .limit(NAMES_MAX)
                .toList();
    }

    /** Names of which policies speak in a scope. */
    private Set<String> names(String service, String before, Scope scope) {
        Set<String> names = new LinkedHashSet<>(List.of(FRESH));
        for (String text : policies.resources(service)) {
            String[] parts = text.split(":", 6);
            if (parts.length == 6
                    && Glob.of(parts[3]).matches(scope.region().name())
                    && Glob.of(parts[4]).matches(scope.account().value())
                    && parts[5].startsWith(before)) {
                String name = Samples.filled(parts[5].substring(before.length()).split("/", 2)[0], "foreign");
                if (name.matches("[A-Za-z0-9_.-]{3,100}")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static String open(String resource) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\""
                + "%s:*\",\"Resource\":".formatted(resource.split(":", 4)[2]) + resourceList(resource) + "}]}";
    }

    private static String resourceList(String arn) {
        return "[\"" + arn + "\",\"" + arn + "/*\"]";
    }

    private static Bucket foreignBucket(String name, AccountId owner) {
        return Bucket.of(
                name,
                "foreign-" + name,
                owner,
                Region.US_EAST_1,
                Instant.EPOCH,
                Optional.of(open(S3 + name)),
                Optional.of(Bucket.PublicAccessBlock.NONE),
                Tags.NONE,
                Optional.empty());
    }

    private static Topic foreignTopic(Scope scope, String name) {
        Topic topic = new Topic(scope, name, "", Optional.empty(), 1, Instant.EPOCH, Tags.NONE);
        return topic.withPolicy(Optional.of(open(topic.arn().toString())));
    }

    private static Table foreignTable(Scope scope, String name) {
        return new Table(
                scope,
                name,
                "foreign-" + name,
                List.of(new AttributeDefinition("id", ScalarType.S)),
                new KeySchema("id", Optional.empty()),
                List.of(),
                new Table.Options(
                        Table.BillingMode.PAY_PER_REQUEST,
                        Optional.empty(),
                        Throughput.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        false),
                Optional.empty(),
                Optional.of(new Table.Policy(
                        open(Arn.of("dynamodb", scope, "table/" + name).toString()), "1")),
                Table.Status.ACTIVE,
                Instant.EPOCH,
                Instant.EPOCH,
                Tags.NONE);
    }
}
