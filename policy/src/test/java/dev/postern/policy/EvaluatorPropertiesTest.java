package dev.postern.policy;

import static dev.postern.policy.Fixtures.ALICE;
import static dev.postern.policy.Fixtures.SESSION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Laws that hold for any policies. */
class EvaluatorPropertiesTest {
    private static final List<String> ACTIONS =
            List.of("s3:GetObject", "s3:Get*", "s3:*", "*", "s3:PutObject", "ec2:*");
    private static final List<String> RESOURCES = List.of(
            "*",
            "arn:aws:s3:::data/*",
            "arn:aws:s3:::data/key",
            "arn:aws:s3:::other/*",
            "arn:aws:s3:::*/ke?",
            "arn:aws:s3:::${aws:SourceVpce}/*");
    private static final List<String> CONDITIONS = List.of(
            "",
            ",'Condition':{'StringEquals':{'aws:SourceVpce':'vpce-1'}}",
            ",'Condition':{'NotIpAddress':{'aws:SourceIp':'10.0.0.0/8'}}",
            ",'Condition':{'Null':{'aws:SourceVpce':'true'}}");

    private static final List<String> POSSIBLE =
            List.of("arn:aws:s3:::data/", "arn:aws:s3:::data/key", "arn:aws:s3:::data/other/key");
    private static final ConditionContext UNKNOWN_ENDPOINT = new ConditionContext() {
        @Override
        public List<String> values(String key) {
            return List.of();
        }

        @Override
        public boolean knows(String key) {
            return !key.equals("aws:sourcevpce");
        }
    };

    @Test
    void anAddedDenyNeverAdmitsMore() {
        Seeds.each(1_000, random -> {
            List<String> statements = randomStatements(random);
            boolean before = decide(random.nextBoolean(), statements).allowed();
            statements.add(statement(random, "Deny"));
            boolean after = decide(true, statements).allowed()
                    || decide(false, statements).allowed();
            boolean anyBefore = before
                    || decide(true, withoutLast(statements)).allowed()
                    || decide(false, withoutLast(statements)).allowed();
            assertThat(after && !anyBefore).isFalse();
        });
    }

    @Test
    void theOrderOfStatementsDoesNotMatter() {
        Seeds.each(1_000, random -> {
            List<String> statements = randomStatements(random);
            List<String> shuffled = new ArrayList<>(statements);
            java.util.Collections.shuffle(shuffled, random);
            boolean endpoint = random.nextBoolean();
            assertThat(decide(endpoint, shuffled).allowed())
                    .isEqualTo(decide(endpoint, statements).allowed());
        });
    }

    @Test
    void aFurtherLimitNeverAdmitsMore() {
        Seeds.each(1_000, random -> {
            List<String> statements = randomStatements(random);
            boolean endpoint = random.nextBoolean();
            PolicyLayers layers = Fixtures.layers(Fixtures.identity(statements.toArray(String[]::new)));
            NamedPolicy limit = Fixtures.identity(randomStatements(random).toArray(String[]::new));
            boolean open =
                    Fixtures.getObject(SESSION, layers, context(endpoint)).allowed();
            boolean bounded = Fixtures.getObject(SESSION, layers.withBoundary(limit), context(endpoint))
                    .allowed();
            boolean narrowed = Fixtures.getObject(SESSION, layers.withSession(limit), context(endpoint))
                    .allowed();
            assertThat(bounded && !open).isFalse();
            assertThat(narrowed).isEqualTo(bounded);
        });
    }

    @Test
    void whatIsAllowedInDoubtIsAllowedWhateverIsTrue() {
        int[] allowed = new int[1];
        Seeds.each(2_000, random -> {
            PolicyLayers layers =
                    Fixtures.layers(Fixtures.identity(randomStatements(random).toArray(String[]::new)));
            boolean resource = random.nextBoolean();
            boolean key = !resource || random.nextBoolean();
            String named = resource ? "arn:aws:s3:::data/*" : "arn:aws:s3:::data/key";
            if (!inDoubt(layers, named, resource, key ? UNKNOWN_ENDPOINT : context())
                    .allowed()) {
                return;
            }
            allowed[0]++;
            for (String possible : resource ? POSSIBLE : List.of(named)) {
                for (ConditionContext context :
                        key ? List.of(context(), context("vpce-1"), context("vpce-2")) : List.of(context())) {
                    assertThat(inDoubt(layers, possible, false, context).allowed())
                            .isTrue();
                }
            }
        });
        assertThat(allowed[0]).as("allowed at all").isPositive();
    }

    private static Decision inDoubt(PolicyLayers layers, String resource, boolean uncertain, ConditionContext context) {
        return Evaluator.decide(
                new AuthorizationRequest(
                        SESSION, "s3:GetObject", resource, uncertain, Optional.of(Fixtures.ACCOUNT), context),
                layers);
    }

    private static ConditionContext context(String... endpoint) {
        return key -> key.equals("aws:sourcevpce") ? List.of(endpoint) : List.of();
    }

    private static Decision decide(boolean endpoint, List<String> statements) {
        return Fixtures.getObject(
                ALICE, Fixtures.layers(Fixtures.identity(statements.toArray(String[]::new))), context(endpoint));
    }

    private static String[] context(boolean endpoint) {
        return endpoint
                ? new String[] {"aws:SourceVpce", "vpce-1", "aws:VpcSourceIp", "10.0.0.5"}
                : new String[] {"aws:SourceIp", "203.0.113.9"};
    }

    private static List<String> withoutLast(List<String> statements) {
        return statements.subList(0, statements.size() - 1);
    }

    private static List<String> randomStatements(Random random) {
        List<String> statements = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            statements.add(statement(random, random.nextInt(3) == 0 ? "Deny" : "Allow"));
        }
        return statements;
    }

    private static String statement(Random random, String effect) {
        return "{'Effect':'" + effect + "','" + (random.nextInt(5) == 0 ? "NotAction" : "Action") + "':'"
                + pick(random, ACTIONS) + "','" + (random.nextInt(5) == 0 ? "NotResource" : "Resource") + "':'"
                + pick(random, RESOURCES) + "'" + pick(random, CONDITIONS) + "}";
    }

    private static String pick(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
