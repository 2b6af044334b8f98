package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy grants of what is asked for; the same as the evaluator says of each action and resource. */
class AccessCheckTest {
    private static List<Integer> granting(PolicyKind kind, String statements, String actions, String resources)
            throws Exception {
        Policy policy =
                Policy.parse(("{'Version':'2012-10-17','Statement':[" + statements + "]}").replace('\'', '"'), kind);
        return new AccessCheck(policy, words(actions), words(resources))
                .granting().stream().map(Statement::index).toList();
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    private static String statement(String effect, String action, String resource) {
        return "{'Effect':'" + effect + "'," + action + "," + resource + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "Allow 'Action':'s3:*' 'Resource':'*'; s3:GetObject; ``; 0",
                "Allow 'Action':'S3:get*' 'Resource':'*'; s3:GetObject; ``; 0",
                "Allow 'Action':'s3:Get*' 'Resource':'*'; s3:Put* s3:*Bucket; ``; 0",
                "Allow 'Action':'s3:Get*' 'Resource':'*'; s3:Put* s3:Delete*; ``; ``",
                "Allow 'NotAction':'iam:*' 'Resource':'*'; iam:PassRole; ``; ``",
                "Allow 'NotAction':'iam:Pass*' 'Resource':'*'; iam:*; ``; 0",
                "Allow 'NotAction':['iam:P*','iam:*'] 'Resource':'*'; iam:*; ``; ``",
                "Allow 'Action':'s3:GetObject' 'Resource':'arn:aws:s3:::b/*'; ``; arn:aws:s3:::b/secret; 0",
                "Allow 'Action':'s3:GetObject' 'Resource':'arn:aws:s3:::b/a*'; ``; arn:aws:s3:::b/*z; 0",
                "Allow 'Action':'s3:GetObject' 'Resource':'arn:aws:s3:::b/a'; ``; arn:aws:s3:::b/??; ``",
                "Allow 'Action':'s3:GetObject' 'Resource':'arn:aws:s3:::b/${aws:username}'; s3:GetObject; arn:aws:s3:::b/x; 0",
                "Allow 'Action':'s3:GetObject' 'NotResource':'arn:aws:s3:::b/*'; ``; arn:aws:s3:::b/x; ``",
                "Allow 'Action':'s3:GetObject' 'NotResource':'arn:aws:s3:::b/${aws:username}'; ``; arn:aws:s3:::b/x; 0",
                "Allow 'Action':'s3:*' 'Resource':'*' Deny 'Action':'s3:*' 'Resource':'*'; ``; ``; ``",
                "Allow 'Action':'s3:*' 'Resource':'*' Deny 'Action':'s3:Get*' 'Resource':'*'; s3:GetObject; ``; ``",
                "Allow 'Action':'s3:*' 'Resource':'*' Deny 'Action':'s3:Get*' 'Resource':'*'; s3:G*; ``; 0",
                "Allow 'Action':'s3:*' 'Resource':'*' Deny 'Action':'s3:Get*' 'Resource':'arn:aws:s3:::a'; s3:GetObject; ``; 0",
                "Allow 'Action':'s3:*' 'Resource':'arn:aws:s3:::a?' Deny 'Action':'s3:*' 'Resource':['arn:aws:s3:::a*b','arn:aws:s3:::a*']; ``; ``; ``",
                "Allow 'Action':['s3:a*','s3:b*'] 'Resource':'*' Deny 'Action':'s3:a*' 'Resource':'*' Deny 'Action':'s3:b*' 'Resource':'*'; s3:*; ``; ``",
                "Allow 'Action':'*' 'Resource':'*' Deny 'NotAction':'s3:*' 'Resource':'*'; iam:* ec2:*; ``; ``",
                "Allow 'Action':'*' 'Resource':'*' Deny 'Action':'*:*' 'Resource':'*'; ``; ``; ``",
                "Allow 'Action':'s3:*' 'Resource':'*' Deny 'Action':'s3:*' 'Resource':'arn:aws:s3:::b/${aws:username}'; ``; arn:aws:s3:::b/x; 0",
                "Allow 'Action':'s3:*' 'Resource':'*' Deny 'Action':'s3:*' 'NotResource':'arn:aws:s3:::b/${aws:username}'; ``; arn:aws:s3:::c; ``",
                "Deny 'Action':'s3:*' 'Resource':'*' Allow 'Action':'s3:*' 'Resource':'*' Allow 'Action':'sqs:*' 'Resource':'*'; ``; ``; 2",
            })
    void holdsPatternsAgainstEachOther(String statements, String actions, String resources, String granting)
            throws Exception {
        String[] words = statements.split(" ", -1);
        String all = IntStream.range(0, words.length / 3)
                .mapToObj(i -> statement(words[3 * i], words[3 * i + 1], words[3 * i + 2]))
                .collect(Collectors.joining(","));
        assertThat(granting(PolicyKind.IDENTITY, all, actions, resources))
                .hasToString(granting.isEmpty() ? "[]" : "[" + granting + "]");
    }

    @Test
    void aDenialMustBeMetWheneverTheStatementIs() throws Exception {
        String allow =
                "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'Bool':{'aws:SecureTransport':'true'},"
                        + "'StringEquals':{'aws:PrincipalOrgID':['o-1','o-2']}}}";
        String deny =
                "{'Effect':'Deny','Action':'s3:*','Resource':'*','Condition':{'StringEquals':{'aws:principalorgid':%s}}}";
        assertThat(granting(PolicyKind.IDENTITY, allow + "," + deny.formatted("['o-2','o-1']"), "s3:*", ""))
                .isEmpty();
        assertThat(granting(PolicyKind.IDENTITY, allow + "," + deny.formatted("'o-1'"), "s3:*", ""))
                .containsExactly(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'Principal':{'AWS':'111122223333'}; 'Principal':'*'; ``",
                "'Principal':{'AWS':'111122223333'}; 'Principal':{'AWS':['444455556666','111122223333']}; ``",
                "'Principal':{'AWS':['111122223333','444455556666']}; 'Principal':{'AWS':'111122223333'}; 0",
                "'Principal':'*'; 'Principal':{'AWS':'111122223333'}; 0",
                "'Principal':'*'; 'NotPrincipal':{'AWS':'111122223333'}; 0",
                "'NotPrincipal':{'AWS':'111122223333'}; 'NotPrincipal':{'AWS':'111122223333'}; ``",
            })
    void aDenialMustBeForAllWhomTheStatementIsFor(String allowed, String denied, String granting) throws Exception {
        String rest = ",'Action':'sqs:*','Resource':'*'}";
        assertThat(granting(
                        PolicyKind.ANY,
                        "{'Effect':'Allow'," + allowed + rest + ",{'Effect':'Deny'," + denied + rest,
                        "",
                        ""))
                .hasToString("[" + granting + "]");
        assertThat(granting(
                        PolicyKind.ANY,
                        "{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole'}",
                        "sts:*",
                        "arn:aws:s3:::b"))
                .containsExactly(0);
    }

    /** With patterns of two letters, all texts that can tell them apart are few enough to try them all. */
    @Test
    void agreesWithTryingAllTexts() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> texts = Stream.iterate(
                        List.of(""),
                        previous -> previous.stream()
                                .flatMap(text -> Stream.of(text + "a", text + "b", text + "c"))
                                .toList())
                .limit(8)
                .flatMap(List::stream)
                .toList();
        for (int i = 0; i < 300; i++) {
            List<Glob> patterns = IntStream.range(0, 4)
                    .mapToObj(n -> Glob.of(random.ints(random.nextInt(4), 0, 4)
                            .mapToObj(c -> "ab*?".substring(c, c + 1))
                            .collect(Collectors.joining())))
                    .toList();
            boolean expected = texts.stream().anyMatch(text -> isWanted(patterns, text));
            boolean found = PatternSearch.finds(
                    patterns,
                    1,
                    new PatternSearch.Budget(),
                    matching -> matching.get(0) && matching.get(1) && !matching.get(2) && !matching.get(3));
            assertThat(found).as("seed %s: %s", seed, patterns).isEqualTo(expected);
        }
    }

    private static boolean isWanted(List<Glob> patterns, String text) {
        return patterns.get(0).matches(text)
                && patterns.get(1).matches(text)
                && !patterns.get(2).matches(text)
                && !patterns.get(3).matches(text);
    }

    /** Of one action on one resource, and without conditions, a policy grants what a request is let do. */
    @Test
    void agreesWithTheEvaluator() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> actions = List.of("s3:aa", "s3:ab", "s3:bb");
        List<String> resources = List.of("arn:aws:s3:::aa", "arn:aws:s3:::ab", "arn:aws:s3:::b");
        for (int i = 0; i < 500; i++) {
            String statements = IntStream.range(0, 1 + random.nextInt(4))
                    .mapToObj(n -> statement(
                            random.nextInt(3) == 0 ? "Deny" : "Allow",
                            (random.nextInt(4) == 0 ? "'NotAction':" : "'Action':") + pattern(random, "s3:"),
                            (random.nextInt(4) == 0 ? "'NotResource':" : "'Resource':")
                                    + pattern(random, "arn:aws:s3:::")))
                    .collect(Collectors.joining(","));
            String action = actions.get(random.nextInt(actions.size()));
            String resource = resources.get(random.nextInt(resources.size()));
            Policy policy = Policy.parse(
                    ("{'Version':'2012-10-17','Statement':[" + statements + "]}").replace('\'', '"'),
                    PolicyKind.IDENTITY);
            AuthorizationRequest request = new AuthorizationRequest(
                    Fixtures.ALICE, action, resource, Optional.empty(), ConditionContext.EMPTY);
            boolean allowed = policy.statements(action).stream()
                            .anyMatch(s -> s.effect() == Effect.ALLOW && s.covers(request, false))
                    && policy.statements(action).stream()
                            .noneMatch(s -> s.effect() == Effect.DENY && s.covers(request, false));
            assertThat(new AccessCheck(policy, List.of(action), List.of(resource))
                            .granting()
                            .isEmpty())
                    .as("seed %s: %s %s of %s", seed, action, resource, statements)
                    .isEqualTo(!allowed);
        }
    }

    private static String pattern(Random random, String prefix) {
        return "'" + prefix + List.of("*", "a*", "?b", "*b", "aa", "a?").get(random.nextInt(6)) + "'";
    }

    /** The largest of AWS's policies, where nobody says which actions are meant. */
    @Test
    void goesThroughLargePolicies() throws Exception {
        Policy policy = Policy.parse(
                AwsManagedPolicies.find("arn:aws:iam::aws:policy/ReadOnlyAccess")
                        .orElseThrow()
                        .document(),
                PolicyKind.IDENTITY);
        assertThat(new AccessCheck(policy, List.of(), List.of("arn:aws:s3:::b")).granting())
                .isNotEmpty();
        assertThat(new AccessCheck(policy, List.of("iam:Create*", "iam:Delete*"), List.of()).granting())
                .isEmpty();
    }

    @Test
    void saysWhereItIsTooMuch() {
        String patterns = IntStream.range(0, 26 * 26)
                .mapToObj(i -> "'s3:*" + (char) ('a' + i / 26) + "?" + (char) ('a' + i % 26) + "*x*y*'")
                .collect(Collectors.joining(","));
        String statements = statement("Allow", "'Action':'s3:*'", "'Resource':'*'") + ","
                + statement("Deny", "'Action':[" + patterns + ",'s3:*']", "'Resource':'*'");
        assertThatThrownBy(() -> granting(PolicyKind.IDENTITY, statements, "", ""))
                .isInstanceOf(AccessCheck.TooComplexException.class);
    }
}
