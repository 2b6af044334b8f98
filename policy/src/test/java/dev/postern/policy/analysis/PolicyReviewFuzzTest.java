package dev.postern.policy.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever a document is, it is answered with findings whose places are in it. */
class PolicyReviewFuzzTest {
    private static final List<String> NAMES = List.of(
            "Version",
            "Id",
            "Statement",
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition",
            "AWS",
            "Federated",
            "Service",
            "StringLike",
            "ForAllValues:StringEquals",
            "Null",
            "Bool",
            "IpAddress",
            "DateLessThan",
            "NumericLessThan",
            "BinaryEquals",
            "ArnLike",
            "aws:SourceIp",
            "aws:PrincipalTag/",
            "aws:",
            ":",
            "a",
            "",
            "s3:prefix",
            "kms:EncryptionContext:",
            "saml:aud",
            "a.b:c",
            "iam:PassedToService",
            "é\\u0000");

    private static final List<String> TEXTS = List.of(
            "",
            "*",
            "?",
            ":",
            "::",
            "::::::",
            "s3:*",
            "s3:",
            ":x",
            "*:*",
            "iam:PassRole",
            "sts:AssumeRole",
            "arn:",
            "arn:aws:s3:::",
            "arn:aws:s3:::/",
            "arn:aws:iam::1:*role",
            "arn:*:*:*:*:*",
            "arn:aws:sqs",
            "${",
            "${}",
            "${a",
            "${a,",
            "${a, 'b'}",
            "${${}}",
            "}",
            "$",
            "10.0.0.0/8",
            "1/1/1",
            "/",
            "vpc-",
            "2012-10-17",
            "2008-10-17",
            "Allow",
            "Deny",
            "true",
            "99999999999999999999",
            "1e400",
            "\\ud800",
            "a b");

    private static final List<PolicyForm> FORMS = List.of(PolicyForm.values());

    private final Random random;
    private final long seed;

    PolicyReviewFuzzTest() {
        this.seed = new Random().nextLong();
        this.random = new Random(seed);
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 5 ? 4 : 10)) {
            case 0 -> List.of("1", "-0.5e3", "true", "false", "null", "1e99999").get(random.nextInt(6));
            case 1, 2, 3 -> text();
            case 4, 5, 6 -> list("[", random.nextInt(3), () -> value(depth + 1), "]");
            default -> list("{", random.nextInt(5), () -> name() + ": " + value(depth + 1), "}");
        };
    }

    private String text() {
        return "\"" + TEXTS.get(random.nextInt(TEXTS.size())) + "\"";
    }

    private String name() {
        return "\"" + NAMES.get(random.nextInt(NAMES.size())) + "\"";
    }

    private static String list(String open, int size, java.util.function.Supplier<String> one, String close) {
        return IntStream.range(0, size).mapToObj(i -> one.get()).collect(Collectors.joining(",\n", open, close));
    }

    private String document() {
        String condition = list(
                "{", random.nextInt(3), () -> name() + ":" + list("{", 2, () -> name() + ":" + value(4), "}"), "}");
        String statement = "{\"Effect\":" + (random.nextBoolean() ? "\"Allow\"" : text()) + ",\"Principal\":" + value(4)
                + ",\"Action\":" + value(5) + ",\"Resource\":" + value(5) + ",\"Condition\":" + condition + "}";
        String whole = random.nextInt(3) == 0
                ? value(0)
                : "{\"Version\":\"2012-10-17\",\"Statement\":[" + statement + "," + value(1) + "]}";
        int cut = random.nextInt(4) == 0 ? random.nextInt(whole.length() + 1) : whole.length();
        return whole.substring(0, cut);
    }

    @Test
    void neverFails() {
        for (int i = 0; i < 3000; i++) {
            String document = document();
            PolicyForm form = FORMS.get(i % FORMS.size());
            List<Finding> findings;
            try {
                findings = PolicyReview.of(document, form);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " " + form + " " + document, e);
            }
            for (Finding finding : findings) {
                assertThat(finding.locations()).as("seed %s", seed).isNotEmpty().allSatisfy(location -> {
                    assertThat(location.span().start().offset()).isBetween(0, document.length());
                    assertThat(location.span().end().offset())
                            .isBetween(location.span().start().offset(), document.length());
                });
            }
        }
    }
}
