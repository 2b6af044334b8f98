package dev.postern.services.dynamodb;

import dev.postern.model.Snapshot;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.wire.ApiException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyResponse;

/**
 * The policies of tables.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html">Resource-based
 *     policies</a>
 */
final class ResourcePolicies {
    private static final String NONE_EXPECTED = "NO_POLICY";

    private final DynamoDbCall call;
    private final TableOperations tables;

    ResourcePolicies(DynamoDbCall call, TableOperations tables) {
        this.call = call;
        this.tables = tables;
    }

    /** The policy with which a table is made. */
    static Optional<Table.Policy> given(RequestContext context, @Nullable String document) {
        return Optional.ofNullable(document).map(text -> checked(context, text));
    }

    private static Table.Policy checked(RequestContext context, String document) {
        try {
            Policy.parse(document, PolicyKind.TABLE);
        } catch (MalformedPolicyException e) {
            throw DynamoDbError.VALIDATION.of("Invalid policy document: " + e.getMessage());
        }
        return new Table.Policy(document, Long.toString(context.now().toEpochMilli()));
    }

    private static Table found(Snapshot snapshot, String arn) {
        return TableNames.byArn(arn)
                .filter(named -> named.arn().toString().equals(arn))
                .orElseThrow(() -> DynamoDbError.VALIDATION.of("Invalid ResourceArn provided as input " + arn))
                .in(snapshot)
                .orElseThrow(() -> DynamoDbError.RESOURCE_NOT_FOUND.of(
                        "Requested resource not found: Table: " + arn + " not found"));
    }

    PutResourcePolicyResponse put(PutResourcePolicyRequest request) {
        RequestContext context = call.context();
        if (Boolean.TRUE.equals(request.confirmRemoveSelfResourceAccess())) {
            throw DynamoDbError.VALIDATION.of("ConfirmRemoveSelfResourceAccess is not supported.");
        }
        Table.Policy policy = checked(context, request.policy());
        tables.commit(snapshot -> {
            Table table = found(snapshot, request.resourceArn());
            requireRevision(table, request.expectedRevisionId());
            return table.withPolicy(Optional.of(policy));
        });
        return PutResourcePolicyResponse.builder().revisionId(policy.revision()).build();
    }

    private static void requireRevision(Table table, @Nullable String expected) {
        String revision = table.policy().map(Table.Policy::revision).orElse(NONE_EXPECTED);
        if (expected != null && !expected.equals(revision)) {
            throw notFound("The policy's revision is not " + expected);
        }
    }

    private static ApiException notFound(String message) {
        return DynamoDbError.POLICY_NOT_FOUND.of(message);
    }

    GetResourcePolicyResponse get(GetResourcePolicyRequest request) {
        Table table = found(call.cloud().snapshot(), request.resourceArn());
        Table.Policy policy = table.policy()
                .orElseThrow(() -> notFound(
                        "Resource-based policy not found for the provided ResourceArn: " + request.resourceArn()));
        return GetResourcePolicyResponse.builder()
                .policy(policy.document())
                .revisionId(policy.revision())
                .build();
    }

    DeleteResourcePolicyResponse delete(DeleteResourcePolicyRequest request) {
        Optional<String> revision =
                found(call.cloud().snapshot(), request.resourceArn()).policy().map(Table.Policy::revision);
        tables.commit(snapshot -> {
            Table table = found(snapshot, request.resourceArn());
            requireRevision(table, request.expectedRevisionId());
            return table.withPolicy(Optional.empty());
        });
        return DeleteResourcePolicyResponse.builder()
                .revisionId(revision.orElse(null))
                .build();
    }
}
