package dev.postern.services.authorization;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.kms.KeyGrant;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.KeyName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What decides on the use of a key: its policy, and its grants, each of which is written as a policy that allows what it grants.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/control-access.html">Authentication and access control for AWS
 *     KMS</a>
 */
public final class KeyPolicies {
    private static final String CREATE = "CreateGrant";

    /** What has no encryption context: a grant that asks for one lets its grantee do these all the same. */
    private static final Set<String> WITHOUT_CONTEXT = Set.of("DescribeKey", "RetireGrant");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private KeyPolicies() {}

    /** Of a key by its ARN; empty for what is no key that there is. */
    static Optional<ResourcePolicy> of(Snapshot snapshot, String arn) {
        return KeyName.parse(arn, Scope.GLOBAL)
                .filter(name -> arn.startsWith("arn:") && !name.isAlias())
                .flatMap(name -> name.in(snapshot))
                .map(key -> of(snapshot, key));
    }

    public static ResourcePolicy of(Snapshot snapshot, KmsKey key) {
        List<String> grants = grants(snapshot, key).stream()
                .map(grant -> asPolicy(grant).toString())
                .toList();
        return new ResourcePolicy(key.scope().account(), Optional.of(key.policy()), Optional.empty(), grants);
    }

    /** Those of a key, in the order of their ids. */
    public static List<KeyGrant> grants(Snapshot snapshot, KmsKey key) {
        return List.copyOf(snapshot.by(Indexes.GRANTS_BY_KEY, key.id()).values());
    }

    private static ObjectNode asPolicy(KeyGrant grant) {
        ObjectNode policy = JSON.objectNode().put("Version", "2012-10-17");
        ArrayNode statements = policy.putArray("Statement");
        List<String> free =
                grant.operations().stream().filter(WITHOUT_CONTEXT::contains).toList();
        if (!free.isEmpty()) {
            statement(statements.addObject(), grant, free);
        }
        List<String> bound = grant.operations().stream()
                .filter(name -> !name.equals(CREATE) && !WITHOUT_CONTEXT.contains(name))
                .toList();
        if (!bound.isEmpty()) {
            constrained(statements.addObject(), grant, bound);
        }
        if (grant.operations().contains(CREATE)) {
            toGrant(statements.addObject(), grant);
        }
        return policy;
    }

    private static void statement(ObjectNode statement, KeyGrant grant, List<String> operations) {
        statement.put("Effect", "Allow");
        statement.putObject("Principal").put("AWS", grant.grantee());
        ArrayNode actions = statement.putArray("Action");
        operations.forEach(operation -> actions.add("kms:" + operation));
        statement.put("Resource", "*");
    }

    /** In the encryption contexts that the grant names, whose names are of any case there, and whose values are not. */
    private static ObjectNode constrained(ObjectNode statement, KeyGrant grant, List<String> operations) {
        statement(statement, grant, operations);
        ObjectNode condition = statement.putObject("Condition");
        grant.constraint().ifPresent(constraint -> {
            ObjectNode equal = condition.putObject("StringEquals");
            constraint.pairs().forEach((name, value) -> equal.put("kms:EncryptionContext:" + name, value));
            if (constraint.exactly()) {
                ArrayNode names = condition
                        .putObject("ForAllValues:StringEqualsIgnoreCase")
                        .putArray("kms:EncryptionContextKeys");
                constraint.pairs().keySet().forEach(names::add);
            }
        });
        return condition;
    }

    /** Who was granted to grant can pass on no more than what he has, and in no more contexts. */
    private static void toGrant(ObjectNode statement, KeyGrant grant) {
        ObjectNode condition = constrained(statement, grant, List.of(CREATE));
        ArrayNode operations =
                condition.withObject("/ForAllValues:StringEquals").putArray("kms:GrantOperations");
        grant.operations().forEach(operations::add);
        if (grant.constraint().filter(KeyGrant.Constraint::exactly).isPresent()) {
            condition.withObject("/StringEquals").put("kms:GrantConstraintType", "EncryptionContextEquals");
        }
    }
}
