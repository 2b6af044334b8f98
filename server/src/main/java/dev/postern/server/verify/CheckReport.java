package dev.postern.server.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.explain.Explanation;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.request.Caller;
import dev.postern.server.verify.checks.Hole;
import dev.postern.server.verify.checks.Outcome;
import dev.postern.server.why.Asked;
import dev.postern.server.why.CannotAnswer;
import dev.postern.server.why.Why;
import java.util.Optional;
import java.util.Set;

/** What came of a check, for programs; with one request that an instance can send to see a hole, if there is such a one. */
final class CheckReport {
    /** What changes nothing. */
    private static final Set<String> READING = Set.of("s3:ListBucket", "s3:GetObject");

    private static final int INSTANCES_MAX = 20;
    private static final int TRIED_MAX = 5;

    private final Snapshot snapshot;
    private final Why why;

    CheckReport(Snapshot snapshot, Why why) {
        this.snapshot = snapshot;
        this.why = why;
    }

    ObjectNode json(ChecksFile.Placed placed, Outcome outcome) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("line", placed.place().line())
                .put("column", placed.place().column())
                .put("name", placed.check().name())
                .put("from", "anybody")
                .put("what", "anything")
                .put("expected", "denied")
                .put("paper", false)
                .put("holds", outcome.holds())
                .put("judged", outcome.asked());
        ArrayNode holes = node.putArray("holes");
        for (Hole hole : outcome.holes()) {
            ObjectNode one = holes.addObject()
                    .put("who", hole.who())
                    .put("action", hole.action())
                    .put("resource", hole.resource())
                    .put("network", hole.network());
            hole.made().forEach(one.putArray("with")::add);
            hole.letBy().forEach(one.putArray("letBy")::add);
        }
        outcome.undecided().forEach(node.putArray("undecided")::add);
        outcome.holes().stream()
                .filter(hole -> hole.made().isEmpty() && READING.contains(hole.action()))
                .limit(TRIED_MAX)
                .flatMap(hole -> asked(hole).stream())
                .findFirst()
                .ifPresent(asked -> node.set("ask", Perimeter.asked(asked)));
        return node;
    }

    /** The same request by an instance. */
    private Optional<Asked> asked(Hole hole) {
        return switch (hole.caller().orElse(null)) {
            case Caller.Anonymous _ ->
                snapshot.all(Instance.class).stream()
                        .filter(instance -> instance.state() == Instance.State.RUNNING)
                        .limit(INSTANCES_MAX)
                        .map(instance -> asked(instance.id().value(), hole, Optional.of("anonymous")))
                        .filter(asked -> shows(asked, ""))
                        .findFirst();
            case Caller.AssumedRole session
            when session.ec2InstanceId().isPresent() && hole.endpoint().isPresent() ->
                Optional.of(asked(session.ec2InstanceId().get(), hole, Optional.empty()))
                        .filter(asked -> shows(asked, hole.endpoint().get().value()));
            case null, default -> Optional.empty();
        };
    }

    private static Asked asked(String instance, Hole hole, Optional<String> as) {
        return new Asked(
                instance,
                hole.action(),
                Optional.of(hole.resource()),
                as,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private boolean shows(Asked asked, String door) {
        try {
            Explanation answer = why.answer(asked).explanation();
            return answer.allowed()
                    && answer.door().filter(by -> by.text().contains(door)).isPresent();
        } catch (CannotAnswer e) {
            return false;
        }
    }
}
