package dev.postern.server.attached;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.model.request.Ids;
import dev.postern.server.attached.Passage.Passing;
import dev.postern.services.attached.Asked;
import dev.postern.services.attached.Queues;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.sns.QueueMessage;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings what SNS and S3 send to queues of a server that is attached for SQS, as far as the queue's policy lets them.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html">Subscribing an Amazon SQS queue to an
 *     Amazon SNS topic</a>
 */
public final class QueueCourier {
    private static final System.Logger LOG = System.getLogger(QueueCourier.class.getName());
    private static final int FORBIDDEN = 403;

    /** What it is asked by. */
    private static final HttpRequest AS = new HttpRequest(
            "POST", "/", "", Headers.of("content-type", "application/x-amz-json-1.0"), HttpRequest.Bytes.NONE);

    private final Supplier<Snapshot> newest;
    private final Authorizer authorizer;
    private final Passage passage;
    private final Ids ids;

    public QueueCourier(Supplier<Snapshot> newest, Authorizer authorizer, Upstreams upstreams, Ids ids, Clock clock) {
        this.newest = newest;
        this.authorizer = authorizer;
        this.passage = new Passage(upstreams, clock);
        this.ids = ids;
    }

    /**
     * Sends a message to its queue.
     *
     * @return the status that the server answered, or that it is forbidden
     * @throws IOException if no server did
     */
    public int deliver(QueueMessage message) throws IOException {
        Snapshot snapshot = newest.get();
        Arn queue = message.queue();
        AttachedService attached = Region.find(queue.region())
                .flatMap(region -> AttachedService.find(snapshot, Queues.SERVICE, region))
                .filter(server -> server.account().value().equals(queue.account()))
                .orElseThrow(() -> new IOException("no server is attached for " + queue));
        if (!mayPublish(snapshot, message)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a message of " + message.sender().source() + " is dropped: no policy of " + queue + " lets "
                            + message.sender().service() + " send there (sqs:SendMessage)");
            return FORBIDDEN;
        }
        try {
            Asked asked = Queues.sending(queue.resource(), message.body(), attributes(message));
            return passage.of(new Passing(attached, asked, AS, message.sender().service(), ids.uuid()))
                    .status();
        } catch (ApiException e) {
            throw new IOException(e.text(), e);
        }
    }

    private static ObjectNode attributes(QueueMessage message) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        message.attributes()
                .forEach((name, attribute) -> all.putObject(name)
                        .put("DataType", attribute.type())
                        .put(attribute.type().startsWith("Binary") ? "BinaryValue" : "StringValue", attribute.value()));
        return all;
    }

    private boolean mayPublish(Snapshot snapshot, QueueMessage message) {
        Arn queue = message.queue();
        Scope scope = new Scope(new AccountId(queue.account()), new Region(queue.region()));
        Optional<QueuePolicy> policy = QueuePolicy.find(snapshot, scope, queue.resource());
        return policy.isPresent()
                && authorizer.serviceMaySend(
                        snapshot, message.sender().service(), policy.get(), key -> source(message.sender(), key));
    }

    private static List<String> source(QueueMessage.Sender sender, String key) {
        return switch (key) {
            case "aws:sourcearn" -> List.of(sender.source());
            case "aws:sourceaccount", "aws:sourceowner" -> List.of(sender.account());
            default -> List.of();
        };
    }
}
