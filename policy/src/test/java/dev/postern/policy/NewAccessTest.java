package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an updated policy grants that the existing one did not; nothing, only where the evaluator never lets more. */
class NewAccessTest {
    private static final List<String> ACTIONS = List.of("s3:aa", "s3:ab", "s3:bb");
    private static final List<String> RESOURCES = List.of("arn:aws:s3:::aa", "arn:aws:s3:::ab", "arn:aws:s3:::b");
    private static final int CASES = 3000;

    private static Policy policy(PolicyKind kind, String statements) throws Exception {
        return Policy.parse(("{'Version':'2012-10-17','Statement':[" + statements + "]}").replace('\'', '"'), kind);
    }

    /** Of words as {@code Allow 'Action':'s3:*' 'Resource':'*'}, with conditions as a fourth word or with a dash. */
    private static String statements(String words) {
        String[] all = words.split(" ", -1);
        return IntStream.range(0, all.length / 4)
                .mapToObj(i -> "{'Effect':'" + all[4 * i] + "'," + all[4 * i + 1] + "," + all[4 * i + 2]
                        + (all[4 * i + 3].equals("-") ? "" : ",'Condition':" + all[4 * i + 3]) + "}")
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "Allow 'Action':'s3:Get*' 'Resource':'*' -; Allow 'Action':'s3:GetObject' 'Resource':'arn:aws:s3:::b/*' -; []",
                "Allow 'Action':'s3:GetObject' 'Resource':'arn:aws:s3:::b/*' -; Allow 'Action':'s3:Get*' 'Resource':'arn:aws:s3:::b/*' -; [0]",
                "Allow 'Action':'s3:GetObject' 'Resource':'arn:aws:s3:::b/*' -; Allow 'Action':'S3:getobject' 'Resource':'arn:aws:s3:::b*' -; [0]",
                "Allow 'Action':['s3:A*','s3:B*'] 'Resource':'*' -; Allow 'Action':['s3:Ba','s3:Ab'] 'Resource':'*' - Allow 'Action':'s3:*' 'Resource':'*' -; [1]",
                // together they allow what one does
                "Allow 'Action':'*' 'Resource':'arn:aws:s3:::a*' - Allow 'Action':'*' 'NotResource':'arn:aws:s3:::a*' -; Allow 'Action':'*' 'Resource':'*' -; []",
                "Allow 'NotAction':'iam:*' 'Resource':'*' -; Allow 'Action':['ec2:*','s3:*'] 'Resource':'*' -; []",
                "Allow 'NotAction':'iam:*' 'Resource':'*' -; Allow 'NotAction':'iam:Get*' 'Resource':'*' -; [0]",
                // denials
                "Allow 'Action':'s3:*' 'Resource':'*' - Deny 'Action':'s3:Delete*' 'Resource':'*' -; Allow 'Action':'s3:*' 'Resource':'*' -; [0]",
                "Allow 'Action':'s3:*' 'Resource':'*' - Deny 'Action':'s3:Delete*' 'Resource':'*' -; Allow 'Action':'s3:*' 'Resource':'*' - Deny 'Action':'s3:D*' 'Resource':'*' -; []",
                "Allow 'Action':'s3:*' 'Resource':'*' - Deny 'Action':'s3:Delete*' 'Resource':'*' -; Allow 'Action':'s3:Get*' 'Resource':'*' -; []",
                "Allow 'Action':'s3:Get*' 'Resource':'*' -; Allow 'Action':'s3:*' 'Resource':'*' - Deny 'NotAction':'s3:Get*' 'Resource':'*' -; []",
                "Allow 'Action':'s3:*' 'Resource':'*' - Deny 'Action':'s3:*' 'Resource':'*' {'Bool':{'aws:SecureTransport':'false'}}; Allow 'Action':'s3:Get*' 'Resource':'*' - Deny 'Action':'s3:*' 'Resource':'*' {'Bool':{'aws:SecureTransport':'false'}}; []",
                "Allow 'Action':'s3:*' 'Resource':'*' - Deny 'Action':'s3:*' 'Resource':'*' {'Bool':{'aws:SecureTransport':'false'}}; Allow 'Action':'s3:Get*' 'Resource':'*' -; [0]",
                // conditions
                "Allow 'Action':'s3:*' 'Resource':'*' -; Allow 'Action':'s3:*' 'Resource':'*' {'StringEquals':{'aws:SourceVpce':'vpce-1'}}; []",
                "Allow 'Action':'s3:*' 'Resource':'*' {'StringEquals':{'aws:SourceVpce':'vpce-1'}}; Allow 'Action':'s3:*' 'Resource':'*' -; [0]",
                "Allow 'Action':'s3:*' 'Resource':'*' {'StringEquals':{'aws:SourceVpce':['vpce-1','vpce-2']}}; Allow 'Action':'s3:*' 'Resource':'*' {'StringEquals':{'AWS:sourcevpce':'vpce-2'}}; []",
                "Allow 'Action':'s3:*' 'Resource':'*' {'StringEquals':{'aws:SourceVpce':'vpce-1'}}; Allow 'Action':'s3:*' 'Resource':'*' {'StringEquals':{'aws:SourceVpce':['vpce-1','vpce-2']}}; [0]",
                "Allow 'Action':'s3:*' 'Resource':'*' {'StringNotEquals':{'aws:SourceVpce':'vpce-1'}}; Allow 'Action':'s3:*' 'Resource':'*' {'StringNotEquals':{'aws:SourceVpce':['vpce-1','vpce-2']}}; []",
                "Allow 'Action':'s3:*' 'Resource':'*' {'StringNotEquals':{'aws:SourceVpce':['vpce-1','vpce-2']}}; Allow 'Action':'s3:*' 'Resource':'*' {'StringNotEquals':{'aws:SourceVpce':'vpce-1'}}; [0]",
                "Allow 'Action':'s3:*' 'Resource':'*' {'StringEqualsIfExists':{'aws:SourceVpce':'vpce-1'}}; Allow 'Action':'s3:*' 'Resource':'*' {'StringEquals':{'aws:SourceVpce':'vpce-1'}}; []",
                "Allow 'Action':'s3:*' 'Resource':'*' {'StringEquals':{'aws:SourceVpce':'vpce-1'}}; Allow 'Action':'s3:*' 'Resource':'*' {'StringEqualsIfExists':{'aws:SourceVpce':'vpce-1'}}; [0]",
                // variables
                "Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/${aws:username}/*' -; Allow 'Action':'s3:Get*' 'Resource':'arn:aws:s3:::home/${aws:username}/a*' -; []",
                "Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/${aws:username}/*' -; Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/${aws:userid}/*' -; [0]",
                "Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/*' -; Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/${aws:username}/*' -; []",
                "Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/${aws:username}' -; Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/*' -; [0]",
                "Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/?' -; Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/${aws:username}' -; [0]",
                "Allow 'Action':'s3:*' 'NotResource':'arn:aws:s3:::home/a' -; Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/${aws:username}' -; [0]",
                "Allow 'Action':'s3:*' 'NotResource':'arn:aws:s3:::home/${aws:username}' -; Allow 'Action':'s3:*' 'NotResource':'arn:aws:s3:::home/${aws:username}' -; []",
                "Allow 'Action':'s3:*' 'Resource':'*' - Deny 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/a' -; Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::home/${aws:username}' -; [0]",
                "Allow 'Action':'s3:*' 'Resource':'*' - Deny 'Action':'s3:*' 'NotResource':'arn:aws:s3:::home/${aws:username}' -; Allow 'Action':'s3:*' 'Resource':'*' - Deny 'Action':'s3:*' 'NotResource':'arn:aws:s3:::home/${aws:username}' -; []",
            })
    void findsWhatIsNew(String before, String after, String granting) throws Exception {
        Policy existing = policy(PolicyKind.IDENTITY, statements(before));
        Policy updated = policy(PolicyKind.IDENTITY, statements(after));
        assertThat(new NewAccess(existing, updated)
                        .granting().stream().map(Statement::index).toList())
                .hasToString(granting);
    }

    @Test
    void looksAtPrincipals() throws Exception {
        String statement = "{'Effect':'Allow','Principal':%s,'Action':'s3:*','Resource':'*'}";
        List<String> principals = List.of(
                "'*'",
                "{'AWS':['111122223333','444455556666']}",
                "{'AWS':'111122223333'}",
                "{'AWS':'arn:aws:iam::111122223333:role/r'}");
        List<String> news = new ArrayList<>();
        for (String before : principals) {
            for (String after : principals) {
                news.add(
                        new NewAccess(
                                                policy(PolicyKind.ANY, statement.formatted(before)),
                                                policy(PolicyKind.ANY, statement.formatted(after)))
                                        .granting()
                                        .isEmpty()
                                ? "-"
                                : "new");
            }
        }
        assertThat(String.join(" ", news)).isEqualTo("- - - - new - - new new new - new new new new -");
    }

    /** The same text is a variable in one version of the language, and itself in the other. */
    @Test
    void looksAtTheVersionOfTheLanguage() throws Exception {
        String document = "{'Version':'%s','Statement':{'Effect':'Allow','Principal':'*','Action':'s3:*',%s}}";
        String resource = "'Resource':'arn:aws:s3:::${aws:username}'";
        String condition = "'Resource':'*','Condition':{'StringEquals':{'aws:SourceVpce':'${aws:username}'}}";
        for (String rest : List.of(resource, condition)) {
            Policy old = Policy.parse(document.formatted("2008-10-17", rest).replace('\'', '"'), PolicyKind.ANY);
            Policy now = Policy.parse(document.formatted("2012-10-17", rest).replace('\'', '"'), PolicyKind.ANY);
            assertThat(new NewAccess(old, now).granting()).hasSize(1);
            assertThat(new NewAccess(now, now).granting()).isEmpty();
        }
    }

    /** The largest of AWS's policies, as it is, and with an action less or more. */
    @Test
    void goesThroughLargePolicies() throws Exception {
        String document = AwsManagedPolicies.find("arn:aws:iam::aws:policy/ReadOnlyAccess")
                .orElseThrow()
                .document();
        Policy policy = Policy.parse(document, PolicyKind.IDENTITY);
        Policy less = Policy.parse(document.replace("\"sqs:Get*\"", "\"sqs:GetQueueUrl\""), PolicyKind.IDENTITY);
        assertThat(new NewAccess(policy, policy).granting()).isEmpty();
        assertThat(new NewAccess(policy, less).granting()).isEmpty();
        assertThat(new NewAccess(less, policy).granting()).hasSize(1);
    }

    @Test
    void isGivenUpWhereThatIsTooMuch() throws Exception {
        String patterns = IntStream.range(0, 26 * 26)
                .mapToObj(i -> "'s3:*" + (char) ('a' + i / 26) + "?" + (char) ('a' + i % 26) + "*x*y*'")
                .collect(Collectors.joining(","));
        Policy existing =
                policy(PolicyKind.IDENTITY, statements("Allow 'Action':[" + patterns + ",'s3:?*'] 'Resource':'*' -"));
        Policy updated = policy(PolicyKind.IDENTITY, statements("Allow 'Action':'s3:*' 'Resource':'*' -"));
        assertThatThrownBy(() -> new NewAccess(existing, updated).granting())
                .isInstanceOf(AccessCheck.TooComplexException.class);
    }

    /** Where nothing is found to be new, the evaluator lets nothing that it did not; and that is found often enough. */
    @Test
    void agreesWithTheEvaluator() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int passed = 0;
        for (int i = 0; i < CASES; i++) {
            String before = randomStatements(random);
            String after = random.nextBoolean() ? before + "," + randomStatement(random) : randomStatements(random);
            Policy existing = policy(PolicyKind.IDENTITY, before);
            Policy updated = policy(PolicyKind.IDENTITY, after);
            boolean none = new NewAccess(existing, updated).granting().isEmpty();
            passed += none ? 1 : 0;
            if (none) {
                assertThat(more(existing, updated))
                        .as("seed %s: %s to %s", seed, before, after)
                        .isEmpty();
            }
        }
        assertThat(passed).as("seed %s", seed).isGreaterThan(CASES / 10);
    }

    private static List<String> more(Policy existing, Policy updated) {
        List<String> more = new ArrayList<>();
        for (String name : List.of("aa", "b", "x")) {
            for (String endpoint : List.of("", "vpce-1", "vpce-2")) {
                ConditionContext context = endpoint.isEmpty()
                        ? Fixtures.context("aws:username", name)
                        : Fixtures.context("aws:username", name, "aws:SourceVpce", endpoint);
                for (String action : ACTIONS) {
                    for (String resource : RESOURCES) {
                        AuthorizationRequest request =
                                new AuthorizationRequest(Fixtures.ALICE, action, resource, Optional.empty(), context);
                        if (allows(updated, request) && !allows(existing, request)) {
                            more.add(name + " " + endpoint + " " + action + " " + resource);
                        }
                    }
                }
            }
        }
        return more;
    }

    private static boolean allows(Policy policy, AuthorizationRequest request) {
        return Evaluator.decide(request, Fixtures.layers(new NamedPolicy("it", policy)))
                .allowed();
    }

    private static String randomStatements(Random random) {
        return IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(_ -> randomStatement(random))
                .collect(Collectors.joining(","));
    }

    private static String randomStatement(Random random) {
        String condition = random.nextInt(3) > 0
                ? ""
                : ",'Condition':{'"
                        + oneOf(random, "StringEquals", "StringNotEquals", "StringEqualsIfExists", "StringLike")
                        + "':{'aws:SourceVpce':" + oneOf(random, "'vpce-1'", "['vpce-1','vpce-2']", "'vpce-2'") + "}}";
        return "{'Effect':'" + (random.nextInt(3) == 0 ? "Deny" : "Allow") + "',"
                + (random.nextInt(4) == 0 ? "'NotAction':'s3:" : "'Action':'s3:")
                + oneOf(random, "*", "a*", "?b", "aa", "*b") + "',"
                + (random.nextInt(4) == 0 ? "'NotResource':'arn:aws:s3:::" : "'Resource':'arn:aws:s3:::")
                + oneOf(
                        random,
                        "*",
                        "a*",
                        "?",
                        "??",
                        "aa",
                        "*b",
                        "${aws:username}",
                        "${aws:username}*",
                        "a${aws:username}")
                + "'" + condition + "}";
    }

    private static String oneOf(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
