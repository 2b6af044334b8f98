package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    StringEquals;              k; 'a';                    a;                       true
                    StringEquals;              k; 'a';                    A;                       false
                    StringEquals;              K; 'a';                    a;                       true
                    StringEquals;              k; ['a','b'];              b;                       true
                    StringEquals;              k; 'a*';                   abc;                     false
                    StringNotEquals;           k; ['a','b'];              b;                       false
                    StringNotEquals;           k; ['a','b'];              c;                       true
                    StringEqualsIgnoreCase;    k; 'a';                    A;                       true
                    StringNotEqualsIgnoreCase; k; 'a';                    A;                       false
                    StringEqualsIgnoreCase;    k; 'I';                    ı;                       false
                    StringEqualsIgnoreCase;    k; 'i';                    İ;                       false
                    StringEqualsIgnoreCase;    k; 'S';                    ſ;                       false
                    StringEqualsIgnoreCase;    k; 'σ';                    ς;                       false
                    StringNotEqualsIgnoreCase; k; 'S';                    ſ;                       true
                    StringEqualsIgnoreCase;    k; 'Ä';                    ä;                       true
                    StringLike;                k; 'home/?*';              home/x;                  true
                    StringLike;                k; 'home/?*';              home/;                   false
                    StringNotLike;             k; 'home/*';               away;                    true
                    NumericEquals;             k; '10';                   10.0;                    true
                    NumericNotEquals;          k; 10;                     11;                      true
                    NumericLessThan;           k; 10;                     9;                       true
                    NumericLessThan;           k; 10;                     10;                      false
                    NumericLessThanEquals;     k; '10';                   10;                      true
                    NumericGreaterThan;        k; '10';                   11;                      true
                    NumericGreaterThanEquals;  k; '10';                   9;                       false
                    NumericEquals;             k; '10';                   ten;                     false
                    DateLessThan;              k; '2013-07-01T00:00:00Z'; 2013-06-30T23:59:59Z;    true
                    DateLessThan;              k; '2013-07-01';           2013-07-01T00:00:00Z;    false
                    DateLessThanEquals;        k; '1372636800';           2013-07-01T00:00:00Z;    true
                    DateGreaterThan;           k; '2013-07-01T02:00:00+02:00'; 2013-07-01T00:00:01Z; true
                    DateEquals;                k; '2013-07-01T00:00:00Z'; 1372636800;              true
                    DateNotEquals;             k; '2013-07-01T00:00:00Z'; 1372636801;              true
                    Bool;                      k; true;                   true;                    true
                    Bool;                      k; 'false';                true;                    false
                    Bool;                      k; 'TRUE';                 true;                    true
                    Bool;                      k; 'yes';                  yes;                     false
                    ArnEquals;                 k; 'arn:aws:sns:news';     arn:aws:sns:news;        false
                    ArnNotEquals;              k; 'arn:aws:sns:news';     arn:aws:sns:news;        true
                    ArnLike;                   k; '*';                    arn:aws:iam::1:role/abc; true
                    BinaryEquals;              k; 'QmluYXJ5';             QmluYXJ5;                true
                    IpAddress;                 k; '203.0.113.0/24';       203.0.113.9;             true
                    IpAddress;                 k; '203.0.113.9';          203.0.113.9;             true
                    IpAddress;                 k; '203.0.113.0/24';       203.0.114.9;             false
                    IpAddress;                 k; '2001:db8::/32';        2001:db8:1::5;           true
                    IpAddress;                 k; ['10.0.0.0/8','2001:db8::/32']; 2001:db8::1;     true
                    NotIpAddress;              k; '203.0.113.0/24';       203.0.113.9;             false
                    NotIpAddress;              k; '203.0.113.0/24';       2001:db8::1;             true
                    ArnEquals;                 k; 'arn:aws:iam::*:role/a*'; arn:aws:iam::1:role/abc; true
                    ArnLike;                   k; 'arn:aws:iam::1:*';     arn:aws:iam::1:role/abc; true
                    ArnLike;                   k; 'arn:aws:*:role/abc';   arn:aws:iam::1:role/abc; false
                    ArnNotLike;                k; 'arn:aws:iam::2:*';     arn:aws:iam::1:role/abc; true
                    ArnNotEquals;              k; 'arn:aws:iam::1:role/abc'; arn:aws:iam::1:role/abc; false
                    DateLessThan;              k; 'not-a-date';           2013-06-30T23:59:59Z;    false
                    DateNotEquals;             k; 'not-a-date';           2013-06-30T23:59:59Z;    true
                    NumericEquals;             k; 'NaN';                  1;                       false
                    IpAddress;                 k; 'not-an-ip';            203.0.113.9;             false
                    IpAddress;                 k; '192.0.2.0/+24';        192.0.2.1;               false
                    Null;                      k; 'yes';                  a;                       false
                    Null;                      k; 'true';                 a;                       false
                    Null;                      k; 'false';                a;                       true
                    """)
    void comparesOneValue(String operator, String key, String expected, String actual, boolean holds) {
        assertThat(condition(operator, key, expected).holds(Fixtures.context("k", actual)))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "StringEquals, false",
        "StringEqualsIfExists, true",
        "StringNotEquals, true",
        "StringNotEqualsIfExists, true",
        "StringLike, false",
        "StringNotLike, true",
        "ArnNotLike, true",
        "ArnLikeIfExists, true",
        "ForAllValues:StringEquals, true",
        "ForAllValues:StringNotEquals, true",
        "ForAnyValue:StringEquals, false",
        "ForAnyValue:StringNotEquals, false",
        "ForAnyValue:StringEqualsIfExists, false",
        "ForAnyValue:StringNotEqualsIfExists, false",
        "ForAllValues:StringEqualsIfExists, true"
    })
    void absentKeyFailsPositiveOperatorsAndSatisfiesNegatedOnes(String operator, boolean holds) {
        assertThat(condition(operator, "k", "'a'").holds(ConditionContext.EMPTY))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "010.0.0.0/08, 10.1.2.3, true",
        "010.000.0.7, 10.0.0.7, true",
        "000.0.0.0/00, 203.0.113.9, true",
        "010.0.0.0/8, 8.0.0.1, false",
        "2001:db8:0::/032, 2001:db8::1, true"
    })
    void zerosBeforeANumberOfAnAddressMeanNothing(String block, String address, boolean holds) {
        assertThat(condition("IpAddress", "aws:SourceIp", "'" + block + "'")
                        .holds(Fixtures.context("aws:SourceIp", address)))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({"IpAddress, false", "NotIpAddress, true", "IpAddressIfExists, true", "NotIpAddressIfExists, true"})
    void absentSourceAddressMatchesNotIpAddressAsThroughAnEndpoint(String operator, boolean holds) {
        assertThat(condition(operator, "aws:SourceIp", "'203.0.113.0/24'")
                        .holds(Fixtures.context("aws:SourceVpce", "vpce-1", "aws:VpcSourceIp", "10.0.0.5")))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "StringEquals, false",
        "StringNotEquals, false",
        "StringLike, false",
        "StringEqualsIfExists, false",
        "ForAnyValue:StringEquals, true",
        "ForAllValues:StringEquals, true",
        "ForAnyValue:StringNotEquals, false"
    })
    void onlySetOperatorsLookIntoAKeyOfManyValues(String operator, boolean holds) {
        assertThat(condition(operator, "aws:TagKeys", "'env'").holds(Fixtures.context("aws:TagKeys", "env")))
                .isEqualTo(holds);
    }

    @Test
    void aKeyOfManyValuesThatIsNotThereIsLikeAnyOther() {
        assertThat(condition("StringEquals", "aws:TagKeys", "'env'").holds(ConditionContext.EMPTY))
                .isFalse();
        assertThat(condition("StringNotEquals", "aws:TagKeys", "'env'").holds(ConditionContext.EMPTY))
                .isTrue();
        assertThat(condition("StringEqualsIfExists", "aws:TagKeys", "'env'").holds(ConditionContext.EMPTY))
                .isTrue();
    }

    @Test
    void nullSaysWhetherTheKeyIsAbsent() {
        assertThat(condition("Null", "k", "'true'").holds(ConditionContext.EMPTY))
                .isTrue();
        assertThat(condition("Null", "k", "'false'").holds(ConditionContext.EMPTY))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ForAllValues:StringEquals, a|b, true",
        "ForAllValues:StringEquals, a|c, false",
        "ForAnyValue:StringEquals, a|c, true",
        "ForAnyValue:StringEquals, c|d, false",
        "ForAllValues:StringNotEquals, c|d, true",
        "ForAllValues:StringNotEquals, a|d, false",
        "ForAnyValue:StringNotEquals, a|d, true",
        "ForAnyValue:StringNotEquals, a|b, false"
    })
    void setOperatorsJudgeEachValue(String operator, String actual, boolean holds) {
        assertThat(condition(operator, "k", "['a','b']").holds(Fixtures.context("k", actual)))
                .isEqualTo(holds);
    }

    @Test
    void variablesTakeTheRequestsValuesLiterally() {
        Condition condition = condition("StringLike", "s3:prefix", "'home/${aws:username}/*'");
        assertThat(condition.holds(Fixtures.context("aws:username", "bob", "s3:prefix", "home/bob/x")))
                .isTrue();
        assertThat(condition.holds(Fixtures.context("aws:username", "*", "s3:prefix", "home/bob/x")))
                .isFalse();
        assertThat(condition.holds(Fixtures.context("s3:prefix", "home/bob/x"))).isFalse();
    }

    @Test
    void variablesHaveDefaultsAndEscapes() {
        assertThat(condition("StringEquals", "k", "'${aws:PrincipalTag/team, 'none'}'".replace("'none'", "`none`"))
                        .values())
                .containsExactly("${aws:PrincipalTag/team, `none`}");
        Template template = Template.parse("${aws:PrincipalTag/team, 'none'}", LanguageVersion.V2012_10_17);
        assertThat(template.text(ConditionContext.EMPTY)).contains("none");
        assertThat(template.text(Fixtures.context("aws:PrincipalTag/team", "blue")))
                .contains("blue");
        Template escaped = Template.parse("a${*}${?}${$}", LanguageVersion.V2012_10_17);
        assertThat(escaped.glob(ConditionContext.EMPTY).orElseThrow().matches("a*?$"))
                .isTrue();
        assertThat(escaped.glob(ConditionContext.EMPTY).orElseThrow().matches("axyz"))
                .isFalse();
    }

    @Test
    void variablesArePlainTextInTheOldVersion() {
        Template template = Template.parse("${aws:username}", LanguageVersion.V2008_10_17);
        assertThat(template.text(Fixtures.context("aws:username", "bob"))).contains("${aws:username}");
    }

    private static Condition condition(String operator, String key, String value) {
        NamedPolicy policy =
                Fixtures.identity("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'%s':{'%s':%s}}}"
                        .formatted(operator, key, value));
        return policy.policy().statements().getFirst().conditions().getFirst();
    }
}
