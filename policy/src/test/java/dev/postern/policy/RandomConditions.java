package dev.postern.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Conditions, and the requests' keys that they ask for: of both the same few values, some of which are malformed. */
final class RandomConditions {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final List<String> TEXTS = List.of(
            "alice",
            "te*",
            "Alice",
            "bob",
            "${aws:username}",
            "data",
            "a?ice",
            "${aws:PrincipalTag/team, 'alice'}",
            "team-a",
            "*",
            "",
            "İ",
            "ı");
    private static final List<String> NUMBERS =
            List.of("10", "10.0", "9", "11", "-1", "1e1", " 10 ", "010", "ten", "10x", "");
    private static final List<String> DATES = List.of(
            "2026-01-01T00:00:00Z",
            "2026-01-01T01:00:00+01:00",
            "2026-01-01",
            "2026",
            "2026-06-01T12:30:00Z",
            "2025-12-31T23:59:59.5Z",
            "1767225600",
            "1767225601",
            "2026-02-30",
            "yesterday");
    private static final List<String> BOOLEANS = List.of("true", "false", "TRUE", "False", "yes", "1", "");
    private static final List<String> BLOCKS = List.of(
            "10.0.0.0/8",
            "10.0.0.5",
            "10.0.0.5/32",
            "10.0.0.7/8",
            "192.168.0.0/16",
            "0.0.0.0/0",
            "2001:db8::/32",
            "2001:db8::5",
            "::/0",
            "10.0.0",
            "10.0.0.300/8",
            "10.0.0.0/33",
            "");
    private static final List<String> ADDRESSES =
            List.of("10.0.0.5", "10.255.0.1", "192.168.1.1", "2001:db8::5", "2001:0db8:0:0::5", "11.0.0.1", "nowhere");
    private static final List<String> ARNS = List.of(
            "arn:aws:iam::111122223333:user/alice",
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:iam::111122223333:role/svc/writer",
            "arn:aws:iam::*:user/a?ice",
            "arn:aws:s3:::data",
            "arn:*:s3:::da*",
            "arn:aws:sns:us-east-1:111122223333:news",
            "arn:aws:sns:*:news",
            "arn:aws:sns:*",
            "*",
            "alice",
            "");
    private static final List<String> ARNS_OF_REQUESTS = List.of(
            "arn:aws:iam::111122223333:user/alice",
            "arn:aws:iam::111122223333:role/svc/writer",
            "arn:aws:s3:::data",
            "arn:aws:sns:us-east-1:111122223333:news",
            "alice",
            "");
    private static final List<String> BYTES = List.of("QUJD", "QUJE", "QUI=", "QUJDRA==");

    private static final List<String> TEXT_OPERATORS = List.of(
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike");

    /**
     * Keys by the kind of their values; operators are also tried on keys of another kind.
     *
     * @param asked what policies ask for
     * @param had what requests have
     */
    private record Kind(List<String> keys, List<String> operators, List<String> asked, List<String> had) {}

    private static final Kind LIST = new Kind(List.of("aws:TagKeys", "aws:CalledVia"), TEXT_OPERATORS, TEXTS, TEXTS);
    private static final List<Kind> KINDS = List.of(
            LIST,
            new Kind(
                    List.of("aws:username", "aws:PrincipalTag/team", "aws:SourceVpce", "aws:RequestTag/team"),
                    TEXT_OPERATORS,
                    TEXTS,
                    TEXTS),
            new Kind(
                    List.of("aws:MultiFactorAuthAge", "aws:PrincipalTag/level"), compared("Numeric"), NUMBERS, NUMBERS),
            new Kind(List.of("aws:CurrentTime", "aws:TokenIssueTime", "aws:EpochTime"), compared("Date"), DATES, DATES),
            new Kind(List.of("aws:SecureTransport", "aws:ViaAWSService"), List.of("Bool"), BOOLEANS, BOOLEANS),
            new Kind(
                    List.of("aws:SourceIp", "aws:VpcSourceIp"),
                    List.of("IpAddress", "NotIpAddress"),
                    BLOCKS,
                    ADDRESSES),
            new Kind(
                    List.of("aws:PrincipalArn", "aws:SourceArn"),
                    List.of("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"),
                    ARNS,
                    ARNS_OF_REQUESTS),
            new Kind(List.of("aws:RequestTag/bytes"), List.of("BinaryEquals"), BYTES, BYTES));

    private static List<String> compared(String type) {
        return Stream.of("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
                .map(comparison -> type + comparison)
                .toList();
    }

    private final Random random;

    RandomConditions(Random random) {
        this.random = random;
    }

    /** A statement's conditions: often none, seldom more than one. */
    ObjectNode next(PolicyKind kind) {
        ObjectNode all = JSON.objectNode();
        int count = random.nextInt(5) < 2 ? 0 : 1 + random.nextInt(5) / 4;
        for (int i = 0; i < count; i++) {
            Kind of = KINDS.get(random.nextInt(KINDS.size()));
            Kind keys = random.nextInt(12) == 0 ? KINDS.get(random.nextInt(KINDS.size())) : of;
            String operator = pick(of.operators);
            boolean list = keys.equals(LIST);
            boolean set = list ? random.nextInt(5) != 0 : random.nextInt(8) == 0;
            String prefix = set ? pick(List.of("ForAnyValue:", "ForAllValues:")) : "";
            if (random.nextInt(8) == 0) {
                all.withObject("/" + prefix + "Null").set(cased(pick(keys.keys)), values(List.of("true", "false")));
            } else {
                String name = prefix + operator + (random.nextInt(5) == 0 ? "IfExists" : "");
                all.withObject("/" + name).set(cased(pick(keys.keys)), values(of.asked));
            }
        }
        return all;
    }

    /** What a request has: most keys, each with one value or, where it can have more, with up to three. */
    SortedMap<String, List<String>> context() {
        SortedMap<String, List<String>> context = new TreeMap<>();
        for (Kind kind : KINDS) {
            for (String key : kind.keys) {
                if (random.nextInt(4) > 0) {
                    int count = kind.equals(LIST) ? 1 + random.nextInt(3) : 1;
                    context.put(
                            cased(key),
                            Stream.generate(() -> pickEarly(kind.had))
                                    .limit(count)
                                    .toList());
                }
            }
        }
        return context;
    }

    private ArrayNode values(List<String> from) {
        ArrayNode array = JSON.arrayNode();
        int count = 1 + random.nextInt(5) / 2;
        for (int i = 0; i < count; i++) {
            array.add(pickEarly(from));
        }
        return array;
    }

    private String cased(String key) {
        return switch (random.nextInt(10)) {
            case 0 -> key.toLowerCase(Locale.ROOT);
            case 1 -> key.toUpperCase(Locale.ROOT);
            default -> key;
        };
    }

    /** One of which the first are likelier: those that are well-formed. */
    private String pickEarly(List<String> of) {
        return of.get(random.nextInt(1 + random.nextInt(of.size())));
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
