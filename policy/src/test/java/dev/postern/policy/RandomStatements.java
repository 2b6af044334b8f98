package dev.postern.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/** Statements of which each element often is for a request, and often narrowly is not. */
final class RandomStatements {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Random random;
    private final PeerTarget target;
    private final List<String> principals;
    private final RandomConditions conditions;

    /** @param principals whom the policies of resources may name, as JSON */
    RandomStatements(Random random, PeerTarget target, List<String> principals) {
        this.random = random;
        this.target = target;
        this.principals = principals;
        this.conditions = new RandomConditions(random);
    }

    ObjectNode statement(PolicyKind kind, double allows) {
        ObjectNode statement = JSON.objectNode();
        boolean allow = random.nextDouble() < allows;
        statement.put("Effect", allow ? "Allow" : "Deny");
        if (kind.hasPrincipal()) {
            boolean negated = !allow && kind != PolicyKind.TRUST && random.nextInt(5) == 0;
            boolean everybody =
                    random.nextInt(kind == PolicyKind.ENDPOINT ? 10 : 4) > (kind == PolicyKind.ENDPOINT ? 0 : 2);
            statement.set(negated ? "NotPrincipal" : "Principal", everybody ? JSON.textNode("*") : principal());
        }
        if (kind == PolicyKind.TRUST) {
            statement.put(
                    "Action",
                    pick("sts:AssumeRole", "sts:AssumeRole", "sts:Assume*", "sts:TagSession", "STS:assumerole"));
        } else {
            statement.set(random.nextInt(8) == 0 ? "NotAction" : "Action", some(this::action));
        }
        if (kind.hasResource()) {
            statement.set(random.nextInt(8) == 0 ? "NotResource" : "Resource", some(this::resource));
        }
        ObjectNode condition = conditions.next(kind);
        if (!condition.isEmpty()) {
            statement.set("Condition", condition);
        }
        return statement;
    }

    private ArrayNode some(Supplier<String> one) {
        ArrayNode array = JSON.arrayNode();
        int count = 1 + random.nextInt(4) / 2;
        for (int i = 0; i < count; i++) {
            array.add(one.get());
        }
        return array;
    }

    private String action() {
        String action = target.action();
        String service = action.substring(0, action.indexOf(':'));
        String name = action.substring(action.indexOf(':') + 1);
        int cut = 1 + random.nextInt(name.length() - 1);
        return switch (random.nextInt(9)) {
            case 0, 1 -> action;
            case 2 -> service + ":*";
            case 3 -> "*";
            case 4 -> service + ":" + name.substring(0, cut) + "*";
            case 5 -> service + ":" + name.substring(0, cut) + "?" + name.substring(cut + 1);
            case 6 -> service.toUpperCase(Locale.ROOT) + ":" + name.toLowerCase(Locale.ROOT);
            case 7 -> service + ":*" + name.substring(cut);
            default -> pick(target.others());
        };
    }

    private String resource() {
        String resource = target.resource();
        if (resource.equals("*")) {
            return pick("*", "*", "arn:aws:ec2:*:*:instance/*", "arn:aws:s3:::*");
        }
        String[] parts = resource.split(":", 6);
        String start = "arn:aws:" + parts[2] + ":" + parts[3] + ":" + parts[4] + ":";
        String name = parts[5];
        int cut = random.nextInt(name.length());
        return switch (random.nextInt(13)) {
            case 0, 1 -> resource;
            case 2, 3 -> "*";
            case 4 -> start + name.substring(0, cut) + "*";
            case 5 -> start + name.substring(0, cut) + "?" + name.substring(cut + 1);
            case 6 -> start + "*" + name.substring(cut);
            case 7 -> "arn:aws:" + parts[2] + ":*:*:" + name;
            case 8 -> "arn:*:" + parts[2] + ":" + parts[3] + ":" + parts[4] + ":" + name;
            case 9 -> start + name.substring(0, cut) + pick(VARIABLES) + (random.nextBoolean() ? "*" : "");
            case 10 -> start + name.toUpperCase(Locale.ROOT);
            case 11 ->
                pick("arn:aws:" + parts[2] + ":*", "arn:aws:" + parts[2] + ":*:" + name, "arn:aws:" + parts[2] + "::*");
            default -> pick(target.otherResources());
        };
    }

    private static final List<String> VARIABLES = List.of(
            "${aws:username}",
            "${aws:PrincipalTag/team}",
            "${aws:PrincipalTag/team, 'nobody'}",
            "${AWS:principaltag/Team, 'data'}",
            "${aws:TagKeys}",
            "${aws:userid}",
            "${*}",
            "${?}",
            "${$}",
            "${aws:nothing}",
            "${aws:nothing, 'home'}");

    private JsonNode principal() {
        ObjectNode object = JSON.objectNode();
        List<String> all = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            all.add(pick(principals));
        }
        for (String one : all) {
            int space = one.indexOf(' ');
            object.withArray(one.substring(0, space)).add(one.substring(space + 1));
        }
        return object;
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
