package dev.postern.services.dynamodb;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.request.RequestContext;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tables by what requests call them: a name, or an ARN, which may be another account's. */
final class TableNames {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");
    private static final int NAME_MIN = 3;
    private static final int NAME_MAX = 255;

    private TableNames() {}

    /** Whose table, and its name. */
    record Named(Scope scope, String name) {
        Arn arn() {
            return Arn.of("dynamodb", scope, "table/" + name);
        }

        Optional<Table> in(Snapshot snapshot) {
            return snapshot.find(Table.class, scope, name);
        }
    }

    /** What a request means; a name that no table can have is refused. */
    static Named named(RequestContext context, String nameOrArn) {
        if (!nameOrArn.startsWith("arn:")) {
            requireName("tableName", nameOrArn);
        }
        return named(context.scope(), nameOrArn);
    }

    static Named named(Scope scope, String nameOrArn) {
        if (!nameOrArn.startsWith("arn:")) {
            return new Named(scope, nameOrArn);
        }
        return byArn(nameOrArn)
                .orElseThrow(() -> DynamoDbError.VALIDATION.of(
                        "Invalid TableArn: Invalid ResourceArn provided as input " + nameOrArn));
    }

    /** What an ARN of a table, or of something of one, means. */
    static Optional<Named> byArn(String text) {
        return Arn.parse(text)
                .filter(arn -> arn.service().equals("dynamodb"))
                .filter(arn ->
                        AccountId.isValid(arn.account()) && arn.resource().startsWith("table/"))
                .flatMap(arn -> Region.find(arn.region())
                        .map(region -> new Named(
                                new Scope(new AccountId(arn.account()), region),
                                arn.resource().split("/", -1)[1])))
                .filter(named -> isName(named.name()));
    }

    private static boolean isName(String name) {
        return name.length() >= NAME_MIN
                && name.length() <= NAME_MAX
                && NAME.matcher(name).matches();
    }

    private static void requireName(String member, String name) {
        if (isName(name)) {
            return;
        }
        String constraint = !NAME.matcher(name).matches()
                ? "satisfy regular expression pattern: " + NAME.pattern()
                : name.length() < NAME_MIN
                        ? "have length greater than or equal to " + NAME_MIN
                        : "have length less than or equal to " + NAME_MAX;
        throw DynamoDbError.VALIDATION.of("1 validation error detected: Value '" + name + "' at '" + member
                + "' failed to satisfy constraint: Member must " + constraint);
    }

    /** The name of a table that is to be made. */
    static String fresh(String name) {
        if (name.length() < NAME_MIN || name.length() > NAME_MAX) {
            throw DynamoDbError.VALIDATION.of(
                    "TableName must be at least 3 characters long and at most 255 characters long");
        }
        requireName("tableName", name);
        return name;
    }

    /** A table whose items can be read and written. */
    static Table usable(Snapshot snapshot, RequestContext context, String nameOrArn) {
        return named(context, nameOrArn)
                .in(snapshot)
                .filter(table -> table.status() == Table.Status.ACTIVE || table.status() == Table.Status.UPDATING)
                .orElseThrow(() -> DynamoDbError.RESOURCE_NOT_FOUND.of("Requested resource not found"));
    }

    /** A table that can be told of. */
    static Table known(Snapshot snapshot, RequestContext context, String nameOrArn) {
        Named named = named(context, nameOrArn);
        return named.in(snapshot)
                .orElseThrow(() -> DynamoDbError.RESOURCE_NOT_FOUND.of(
                        "Requested resource not found: Table: " + named.name() + " not found"));
    }
}
