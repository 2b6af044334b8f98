package dev.postern.services.sns;

import dev.postern.model.sns.Topic;
import dev.postern.services.sns.Dispatch.Publication;
import dev.postern.services.sns.Message.Notice;
import dev.postern.wire.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** What is published goes to those who have agreed to it by then. */
interface PublishOperations extends SnsOperations {
    int ENTRIES_MAX = 10;
    Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    @Override
    default PublishResponse publish(PublishRequest request) {
        if (request.phoneNumber() != null) {
            throw SnsError.invalid("PhoneNumber Reason: SMS are not supported");
        }
        if (request.topicArn() != null && request.targetArn() != null) {
            throw SnsError.invalid("TopicArn Reason: no value required for parameter");
        }
        String arn = request.topicArn() == null ? request.targetArn() : request.topicArn();
        if (arn == null) {
            throw SnsError.invalid("TopicArn or TargetArn Reason: no value for required parameter");
        }
        PublishedText text = new PublishedText(
                request.subject(), request.message(), request.messageStructure(), request.messageAttributes());
        PublishedText.refuseOrder(request.messageGroupId(), request.messageDeduplicationId());
        return read(call -> {
            Topic topic = call.topic(arn);
            Notice notice = text.notice(call);
            dispatch().publish(call.snapshot(), List.of(new Publication(topic, notice)));
            return PublishResponse.builder().messageId(notice.id()).build();
        });
    }

    @Override
    default PublishBatchResponse publishBatch(PublishBatchRequest request) {
        List<PublishBatchRequestEntry> entries = request.publishBatchRequestEntries();
        check(entries);
        return read(call -> {
            Topic topic = call.topic(request.topicArn());
            List<Publication> publications = new ArrayList<>();
            List<PublishBatchResultEntry> sent = new ArrayList<>();
            List<BatchResultErrorEntry> failed = new ArrayList<>();
            for (PublishBatchRequestEntry entry : entries) {
                try {
                    PublishedText.refuseOrder(entry.messageGroupId(), entry.messageDeduplicationId());
                    Notice notice = new PublishedText(
                                    entry.subject(),
                                    entry.message(),
                                    entry.messageStructure(),
                                    entry.messageAttributes())
                            .notice(call);
                    publications.add(new Publication(topic, notice));
                    sent.add(PublishBatchResultEntry.builder()
                            .id(entry.id())
                            .messageId(notice.id())
                            .build());
                } catch (ApiException e) {
                    failed.add(BatchResultErrorEntry.builder()
                            .id(entry.id())
                            .code(e.error().code())
                            .message(e.text())
                            .senderFault(true)
                            .build());
                }
            }
            dispatch().publish(call.snapshot(), publications);
            return PublishBatchResponse.builder()
                    .successful(sent)
                    .failed(failed)
                    .build();
        });
    }

    private static void check(List<PublishBatchRequestEntry> entries) {
        if (entries.isEmpty()) {
            throw SnsError.EMPTY_BATCH.of("The batch request doesn't contain any entries.");
        }
        if (entries.size() > ENTRIES_MAX) {
            throw SnsError.TOO_MANY_ENTRIES.of("The batch request contains more entries than permissible.");
        }
        for (PublishBatchRequestEntry entry : entries) {
            if (!ENTRY_ID.matcher(entry.id()).matches()) {
                throw SnsError.BATCH_ID.of(
                        "The Id of a batch entry in a batch request doesn't abide by the specification.");
            }
        }
        if (entries.stream().map(PublishBatchRequestEntry::id).distinct().count() < entries.size()) {
            throw SnsError.BATCH_IDS.of("Two or more batch entries in the request have the same Id.");
        }
        long bytes = entries.stream()
                .mapToLong(entry -> entry.message().getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (bytes > PublishedText.BYTES_MAX) {
            throw SnsError.BATCH_TOO_LONG.of(
                    "The length of all the batch messages put together is more than the limit.");
        }
    }
}
