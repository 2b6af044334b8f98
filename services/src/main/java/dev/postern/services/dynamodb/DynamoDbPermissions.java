package dev.postern.services.dynamodb;

import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.services.authorization.AuthorizationError;
import dev.postern.services.authorization.Check;
import dev.postern.services.authorization.ResourcePolicy;
import dev.postern.services.authorization.ServicePermissions;
import dev.postern.services.authorization.TagConditions;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;

/**
 * The permissions of DynamoDB's operations: on the table that a request names, or its index. A batch needs its own permission on each of
 * its tables; a transaction needs that of each of its parts.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html">Actions, resources, and
 *     condition keys for Amazon DynamoDB</a>
 */
public final class DynamoDbPermissions implements ServicePermissions {
    private static final ServiceAuthorization DYNAMODB = ServiceAuthorization.of("dynamodb");

    /** What policies can allow, though no operation has its name. */
    private static final Set<String> OTHERS =
            Set.of("ConditionCheckItem", "PartiQLDelete", "PartiQLInsert", "PartiQLSelect", "PartiQLUpdate");

    @Override
    public String service() {
        return "dynamodb";
    }

    @Override
    public Set<String> otherActions() {
        return OTHERS;
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        List<Access> accesses = Accesses.of(operation, request);
        if (!accesses.isEmpty()) {
            return accesses.stream()
                    .map(access -> check(snapshot, context, access))
                    .toList();
        }
        List<Check> checks = new ArrayList<>();
        String resource = resource(context, operation, request);
        ConditionContext keys = key -> TagConditions.isOfResource(key)
                ? tags(TableNames.byArn(resource).flatMap(named -> named.in(snapshot)), key)
                : tags(request, key);
        checks.add(new Check("dynamodb:" + operation, resource, keys));
        if (request instanceof CreateTableRequest create && create.hasTags()) {
            checks.add(new Check("dynamodb:TagResource", resource, keys));
        }
        return checks;
    }

    private static Check check(Snapshot snapshot, RequestContext context, Access access) {
        TableNames.Named named = TableNames.named(context.scope(), access.table());
        String resource =
                named.arn() + access.index().map(index -> "/index/" + index).orElse("");
        Optional<Table> table = named.in(snapshot);
        return new Check("dynamodb:" + access.action(), resource, key -> {
            if (TagConditions.isOfResource(key)) {
                return tags(table, key);
            }
            boolean known = DYNAMODB.action(access.action()).canHave(key);
            return known ? access.values(key, table) : List.of();
        });
    }

    /** Indexes have the tags of their table. */
    private static List<String> tags(Optional<Table> table, String key) {
        return table.map(found -> TagConditions.ofResource(found.tags(), key)).orElse(List.of());
    }

    private static List<String> tags(SdkPojo request, String key) {
        return switch (request) {
            case CreateTableRequest create -> TagConditions.ofRequest(said(create.tags()), key);
            case TagResourceRequest tag -> TagConditions.ofRequest(said(tag.tags()), key);
            case UntagResourceRequest untag when key.equals("aws:tagkeys") -> untag.tagKeys();
            default -> List.of();
        };
    }

    private static Map<String, String> said(List<Tag> tags) {
        Map<String, String> said = new TreeMap<>();
        tags.forEach(tag -> said.put(tag.key(), tag.value()));
        return said;
    }

    private static String resource(RequestContext context, String operation, SdkPojo request) {
        Optional<String> arn = Optional.ofNullable(
                switch (request) {
                    case TagResourceRequest tag -> tag.resourceArn();
                    case UntagResourceRequest untag -> untag.resourceArn();
                    case ListTagsOfResourceRequest list -> list.resourceArn();
                    case PutResourcePolicyRequest put -> put.resourceArn();
                    case GetResourcePolicyRequest get -> get.resourceArn();
                    case DeleteResourcePolicyRequest delete -> delete.resourceArn();
                    default -> null;
                });
        String everyTable = Arn.of("dynamodb", context.scope(), "table/*").toString();
        return arn.or(() -> Accesses.tableName(request)
                        .map(name ->
                                TableNames.named(context.scope(), name).arn().toString()))
                .orElse(operation.equals("ListTables") ? everyTable : "*");
    }

    @Override
    public Optional<ResourcePolicy> policyOf(Snapshot snapshot, String resource) {
        return TableNames.byArn(resource)
                .flatMap(named -> named.in(snapshot))
                .map(table -> new ResourcePolicy(
                        table.scope().account(), table.policy().map(Table.Policy::document)));
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED_EXCEPTION, decision.deniedText());
    }
}
