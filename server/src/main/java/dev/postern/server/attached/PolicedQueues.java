package dev.postern.server.attached;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.server.attached.Passage.Passing;
import dev.postern.services.attached.Asked;
import dev.postern.services.attached.AttachedError;
import dev.postern.services.attached.QueuePolicies;
import dev.postern.services.attached.Queues;
import dev.postern.services.authorization.Check;
import dev.postern.storage.Cloud;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Queues with policies: these are kept here, where requests are judged, and the server gets requests without them. One at a time changes what a
 * queue is.
 */
final class PolicedQueues {
    private static final int OK = 200;
    private static final int LANES = 64;

    private final Cloud cloud;
    private final Passage passage;
    private final List<ReentrantLock> lanes =
            Stream.generate(ReentrantLock::new).limit(LANES).toList();

    PolicedQueues(Cloud cloud, Passage passage) {
        this.cloud = cloud;
        this.passage = passage;
    }

    /**
     * Refuses what may be for any queue where some have policies: which of them counts nobody could say.
     *
     * @throws ApiException that it is not supported
     */
    static void requireOne(Snapshot snapshot, AttachedService attached, Asked asked, List<Check> needed) {
        boolean policies = !snapshot.all(QueuePolicy.class).in(scope(attached)).isEmpty();
        if (policies && needed.stream().anyMatch(Check::uncertain)) {
            throw new ApiException(
                    asked instanceof Asked.Json
                            ? AttachedError.UNSUPPORTED_OPERATION
                            : AttachedError.QUERY_UNSUPPORTED_OPERATION,
                    asked.operation() + " without the ARNs of its queues is not supported where queues have policies.");
        }
    }

    private static Scope scope(AttachedService attached) {
        return new Scope(attached.account(), attached.region());
    }

    HttpResponse of(Passing passing) {
        return switch (passing.asked().operation()) {
            case "CreateQueue" -> alone(passing, this::create);
            case "SetQueueAttributes" -> alone(passing, this::set);
            case "DeleteQueue" -> alone(passing, this::delete);
            case "AddPermission", "RemovePermission" -> alone(passing, this::permit);
            case "GetQueueAttributes" -> get(passing);
            default -> passage.of(passing);
        };
    }

    private HttpResponse alone(Passing passing, Function<Passing, HttpResponse> doing) {
        ReentrantLock lane = lanes.get(Math.floorMod(name(passing).hashCode(), LANES));
        lane.lock();
        try {
            return doing.apply(passing);
        } finally {
            lane.unlock();
        }
    }

    private static String name(Passing passing) {
        return new Queues(passing.attached()).name(passing.asked());
    }

    private Optional<QueuePolicy> kept(Passing passing) {
        return QueuePolicy.find(cloud.snapshot(), scope(passing.attached()), name(passing));
    }

    private void commit(Function<Snapshot, Change> change) {
        cloud.commit(snapshot -> new Cloud.Outcome<>(change.apply(snapshot), true));
    }

    private Change set(Snapshot snapshot, Passing passing, String document) {
        return QueuePolicies.set(snapshot, scope(passing.attached()), name(passing), document);
    }

    private HttpResponse create(Passing passing) {
        Map<String, String> attributes = new LinkedHashMap<>(passing.asked().attributes());
        String wanted =
                Optional.ofNullable(attributes.remove(QueuePolicies.ATTRIBUTE)).orElse("");
        Optional<QueuePolicy> before = kept(passing);
        if (wanted.isEmpty() && before.isEmpty()) {
            return passage.of(passing);
        }
        set(cloud.snapshot(), passing, wanted); // refused before anything is made
        boolean there = exists(passing).status() == OK;
        boolean same = before.map(policy -> QueuePolicies.isSame(policy.document(), wanted))
                .orElse(false);
        if (there && !wanted.isEmpty() && !same) {
            throw new ApiException(
                    passing.asked() instanceof Asked.Json
                            ? AttachedError.ALREADY_EXISTS
                            : AttachedError.QUERY_ALREADY_EXISTS,
                    "A queue already exists with the same name and a different value for attribute Policy");
        }
        Asked plain = wanted.isEmpty() ? passing.asked() : passing.asked().withAttributes(attributes);
        HttpResponse answer = passage.of(passing.with(plain));
        if (answer.status() == OK && !there) {
            commit(snapshot -> set(snapshot, passing, wanted)); // also away with that of one that went unseen
        }
        return answer;
    }

    /** The server's answer whether it has the queue. */
    private HttpResponse exists(Passing passing) {
        return passage.of(passing.with(Queues.asking(passing.asked(), name(passing))));
    }

    private HttpResponse set(Passing passing) {
        Map<String, String> attributes = new LinkedHashMap<>(passing.asked().attributes());
        String wanted = attributes.remove(QueuePolicies.ATTRIBUTE);
        if (wanted == null) {
            return passage.of(passing);
        }
        set(cloud.snapshot(), passing, wanted); // refused before the rest is set
        HttpResponse answer = attributes.isEmpty()
                ? exists(passing)
                : passage.of(passing.with(passing.asked().withAttributes(attributes)));
        if (answer.status() != OK) {
            return answer;
        }
        commit(snapshot -> set(snapshot, passing, wanted));
        return attributes.isEmpty() ? passing.done() : answer;
    }

    private HttpResponse delete(Passing passing) {
        HttpResponse answer = passage.of(passing);
        if (answer.status() == OK && kept(passing).isPresent()) {
            commit(snapshot -> QueuePolicies.removed(snapshot, scope(passing.attached()), name(passing)));
        }
        return answer;
    }

    private HttpResponse permit(Passing passing) {
        HttpResponse there = exists(passing);
        if (there.status() != OK) {
            return there;
        }
        boolean more = passing.asked().operation().equals("AddPermission");
        commit(snapshot -> {
            Scope scope = scope(passing.attached());
            Optional<QueuePolicy> before = QueuePolicy.find(snapshot, scope, name(passing));
            String changed = more
                    ? QueuePolicies.with(scope, name(passing), before, passing.asked())
                    : QueuePolicies.without(before, passing.asked());
            return set(snapshot, passing, changed);
        });
        return passing.done();
    }

    private HttpResponse get(Passing passing) {
        List<String> names = passing.asked().texts(QueuePolicies.NAMES);
        if (!QueuePolicies.isAskedFor(names)) {
            return passage.of(passing);
        }
        Asked plain = passing.asked().with(QueuePolicies.NAMES, QueuePolicies.ofServer(names));
        HttpResponse answer = passage.of(passing.with(plain));
        if (answer.status() != OK || !(answer.payload() instanceof HttpResponse.Bytes(byte[] content))) {
            return answer;
        }
        byte[] told = QueuePolicies.told(passing.asked(), content, kept(passing));
        return new HttpResponse(OK, answer.headers(), new HttpResponse.Bytes(told));
    }
}
