package dev.postern.services.dynamodb;

import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.dynamodb.Table;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;

/** Tags of tables. All fit on one page. */
final class Tagging {
    private static final int TAGS_MAX = 50;

    private final DynamoDbCall call;
    private final TableOperations tables;

    Tagging(DynamoDbCall call, TableOperations tables) {
        this.call = call;
        this.tables = tables;
    }

    /** Tags with others over them. */
    static Tags with(Tags before, List<Tag> tags) {
        TreeMap<String, String> given = new TreeMap<>();
        for (Tag tag : tags) {
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw DynamoDbError.VALIDATION.of("Tag keys starting with 'aws:' are reserved for system use");
            }
            given.put(tag.key(), tag.value());
        }
        Tags all = before.plus(given);
        if (all.values().size() > TAGS_MAX) {
            throw DynamoDbError.VALIDATION.of("One or more parameter values were invalid: Too many tags: The number of"
                    + " tags exceeds the limit of " + TAGS_MAX);
        }
        return all;
    }

    private static Table found(Snapshot snapshot, String arn) {
        return TableNames.byArn(arn)
                .filter(named -> named.arn().toString().equals(arn))
                .orElseThrow(() ->
                        DynamoDbError.VALIDATION.of("Invalid TableArn: Invalid ResourceArn provided as input " + arn))
                .in(snapshot)
                .orElseThrow(() -> DynamoDbError.RESOURCE_NOT_FOUND.of(
                        "Requested resource not found: ResourcArn: " + arn + " not found"));
    }

    TagResourceResponse tag(TagResourceRequest request) {
        if (request.tags().isEmpty()) {
            throw DynamoDbError.VALIDATION.of("Atleast one Tag needs to be provided as Input.");
        }
        tables.commit(snapshot -> {
            Table table = found(snapshot, request.resourceArn());
            return table.withTags(with(table.tags(), request.tags()));
        });
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(UntagResourceRequest request) {
        if (request.tagKeys().isEmpty()) {
            throw DynamoDbError.VALIDATION.of("Atleast one Tag Key needs to be provided as Input.");
        }
        tables.commit(snapshot -> {
            Table table = found(snapshot, request.resourceArn());
            Tags rest = table.tags();
            for (String key : request.tagKeys()) {
                rest = rest.minus(key);
            }
            return table.withTags(rest);
        });
        return UntagResourceResponse.builder().build();
    }

    ListTagsOfResourceResponse list(ListTagsOfResourceRequest request) {
        if (request.nextToken() != null) {
            throw DynamoDbError.VALIDATION.of("Invalid NextToken");
        }
        Table table = found(call.cloud().snapshot(), request.resourceArn());
        return ListTagsOfResourceResponse.builder()
                .tags(table.tags().values().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }
}
