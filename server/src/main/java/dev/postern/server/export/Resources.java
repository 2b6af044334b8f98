package dev.postern.server.export;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.s3.Bucket;
import dev.postern.model.sns.Topic;
import dev.postern.server.verify.Perimeter.How;
import dev.postern.server.verify.Perimeter.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What can be asked of the buckets, tables, topics and queues of a state: an action that reads and one that writes, where there are both. */
final class Resources {
    /** Of each service, for people. */
    static final String ACTIONS = "s3:ListBucket, s3:GetObject and s3:PutObject, dynamodb:GetItem and dynamodb:PutItem,"
            + " sns:Publish, sqs:ReceiveMessage and sqs:SendMessage";

    private static final String S3 = "s3://";

    private final List<Bucket> buckets;
    private final List<Other> others = new ArrayList<>();

    /**
     * What is no bucket.
     *
     * @param actions what is asked of it
     */
    private record Other(Arn arn, Region region, List<String> actions) {}

    Resources(Snapshot snapshot) {
        this.buckets = snapshot.all(Bucket.class).stream()
                .sorted(Comparator.comparing(Bucket::name))
                .toList();
        snapshot.all(Table.class).stream()
                .forEach(table -> add(table.arn(), table.scope(), "dynamodb:GetItem", "dynamodb:PutItem"));
        snapshot.all(Topic.class).stream().forEach(topic -> add(topic.arn(), topic.scope(), "sns:Publish"));
        snapshot.all(QueuePolicy.class).stream()
                .forEach(queue -> add(queue.arn(), queue.scope(), "sqs:ReceiveMessage", "sqs:SendMessage"));
    }

    private void add(Arn arn, Scope scope, String... actions) {
        others.add(new Other(arn, scope.region(), List.of(actions)));
    }

    /** All requests of an instance that is somewhere. Those that would change something, or that no probe can send, are for paper alone. */
    List<Pair> requests(String asker, Scope scope) {
        List<Pair> all = new ArrayList<>();
        for (Bucket bucket : buckets) {
            How how = new How(Optional.empty(), Optional.empty(), other(bucket.owner(), scope.account()));
            String name = S3 + bucket.name();
            all.add(new Pair(asker, "s3:ListBucket", name, how, false));
            all.add(new Pair(asker, "s3:GetObject", name + "/any-key", how, true));
            all.add(new Pair(asker, "s3:PutObject", name + "/any-key", how, true));
        }
        for (Other one : others) {
            Optional<String> region = Optional.of(one.region())
                    .filter(there -> !there.equals(scope.region()))
                    .map(Region::name);
            How how = new How(Optional.empty(), region, Optional.empty());
            one.actions()
                    .forEach(action -> all.add(new Pair(asker, action, one.arn().toString(), how, true)));
        }
        return all;
    }

    private static Optional<String> other(AccountId owner, AccountId self) {
        return Optional.of(owner.value()).filter(_ -> !owner.equals(self));
    }

    /** Whether there is what a request of an earlier file is about. */
    boolean has(String what) {
        return !what.startsWith(S3)
                || buckets.stream()
                        .anyMatch(bucket ->
                                bucket.name().equals(what.substring(S3.length()).split("/", 2)[0]));
    }
}
