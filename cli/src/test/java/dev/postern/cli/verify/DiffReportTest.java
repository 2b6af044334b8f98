package dev.postern.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Two perimeter files side by side. */
final class DiffReportTest {
    private static final String OLD = """
            perimeter:
              - from: [web, db]
                to: ["app:8080", {tag: tier=app, port: 22}]
                expect: allowed
                because: ["security group sg-0a1: sgr-0b2 lets tcp 8080 in", "network ACL acl-0c3: rule 100; it is the first", "route table rtb-0d4: local"]
              - {from: app, action: "s3:GetObject", on: ["s3://b/k"], as: other, expect: denied, because: "bucket policy b: nobody says yes"}
            checks:
              - only-trusted-identities: {accounts: self}
            """;

    private static DiffReport compare(String old, String now) {
        return DiffReport.of(SavedPerimeter.read(old), SavedPerimeter.read(now));
    }

    @Test
    void theSameIsNoChange() {
        DiffReport report = compare(OLD, OLD.replace("sgr-0b2", "sgr-0e5").replace("[web, db]", "[db, web]"));
        assertThat(report.same()).isTrue();
        assertThat(report.text()).isEqualTo("0 of 5 pairs changed\n");
    }

    @Test
    void whatIsClosedIsToldByWhatClosedIt() {
        String now = OLD.replace("[web, db]", "[db]") + "";
        String closed = now.replace("checks:", """
                  - {from: web, to: ["app:8080", {tag: tier=app, port: 22}], expect: denied, because: "network ACL acl-0c3: rule 90 denies"}
                checks:""");
        DiffReport report = compare(OLD, closed);
        assertThat(report.same()).isFalse();
        assertThat(report.text()).isEqualTo("""
                web -> app:8080 was allowed, is denied
                  before: network ACL acl-0c3: rule 100; it is the first
                  now: network ACL acl-0c3: rule 90 denies
                web -> port: 22, tag: tier=app was allowed, is denied
                  before: network ACL acl-0c3: rule 100; it is the first
                  now: network ACL acl-0c3: rule 90 denies
                2 of 5 pairs changed
                """);
    }

    @Test
    void whatIsOpenedIsToldByWhatOpenedIt() {
        String now = OLD.replace(
                "expect: denied, because: \"bucket policy b: nobody says yes\"",
                "expect: allowed, because: [\"bucket policy b: statement Open\", \"route table rtb-0d4: local\"]");
        assertThat(compare(OLD, now).text()).isEqualTo("""
                app -> s3:GetObject on s3://b/k, as other was denied, is allowed
                  before: bucket policy b: nobody says yes
                  now: bucket policy b: statement Open
                1 of 5 pairs changed
                """);
    }

    @Test
    void whoComesAndGoesIsToldOf() {
        assertThat(compare(OLD, OLD.replace("[web, db]", "[web, cache]")).text())
                .contains(
                        "cache -> app:8080 is new, and allowed",
                        "db -> app:8080 is not asked any more; it was allowed");
    }

    @Test
    void whatWasDeniedAndIsNotAskedAnyMoreIsNoChange() {
        String now = OLD.lines().filter(line -> !line.contains("s3:GetObject")).collect(Collectors.joining("\n"));
        assertThat(compare(OLD, now).same()).isTrue();
        assertThat(compare(now, OLD).same()).isTrue();
    }

    @Test
    void otherChecksAreNeverPassedOver() {
        DiffReport report = compare(OLD, OLD.replace("accounts: self", "accounts: [self, 111122223333]"));
        assertThat(report.same()).isFalse();
        assertThat(report.text()).startsWith("the checks are others");
    }

    @Test
    void mistakesHaveTheirPlace() {
        assertThatThrownBy(() -> SavedPerimeter.read("perimeter:\n  - {from: a, to: b:1, expect: yes}\n"))
                .hasMessage("2:32: expect is allowed or denied, not yes");
        assertThatThrownBy(() -> SavedPerimeter.read("perimeter:\n  - {from: a, expect: denied}\n"))
                .hasMessage("2:5: a line has to or action, and one of them only");
        assertThatThrownBy(() -> SavedPerimeter.read("perimeter:\n  - {from: a, to: b:1, expct: denied}\n"))
                .hasMessageStartingWith("2:5: there is no expct here, only name, from");
        assertThatThrownBy(() -> SavedPerimeter.read("{}")).hasMessageContaining("1:1: a file begins");
        assertThatThrownBy(() -> SavedPerimeter.read("perimeter: [\n")).hasMessageContaining("this is no YAML");
        assertThatThrownBy(() -> SavedPerimeter.read("- a\n")).hasMessageContaining("1:1: a file begins");
        assertThatThrownBy(() -> SavedPerimeter.read("")).hasMessage("1:1: the file is empty");
        assertThatThrownBy(
                        () -> SavedPerimeter.read(
                                "perimeter:\n  - {from: a, to: b:1, expect: denied}\n  - {from: a, to: b:1, expect: allowed}\n"))
                .hasMessage("3:5: a -> b:1 is allowed here, and not before");
    }

    @Test
    void eachPairIsATestCaseOfWhichThoseFailThatChanged() {
        String now = OLD.replace(
                        "expect: denied, because: \"bucket policy b: nobody says yes\"",
                        "expect: allowed, because: \"bucket policy b: statement <Open>\"")
                .replace("accounts: self", "accounts: other");
        assertThat(JunitReport.of("old.yaml", "new.yaml", compare(OLD, now))).isEqualTo("""
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="postern verify --diff old.yaml new.yaml" tests="6" failures="2" errors="0">
                  <testcase classname="new.yaml" name="db -&gt; app:8080"></testcase>
                  <testcase classname="new.yaml" name="db -&gt; port: 22, tag: tier=app"></testcase>
                  <testcase classname="new.yaml" name="web -&gt; app:8080"></testcase>
                  <testcase classname="new.yaml" name="web -&gt; port: 22, tag: tier=app"></testcase>
                  <testcase classname="new.yaml" name="app -&gt; s3:GetObject on s3://b/k, as other"><failure message="app -&gt; s3:GetObject on s3://b/k, as other was denied, is allowed">app -&gt; s3:GetObject on s3://b/k, as other was denied, is allowed
                  before: bucket policy b: nobody says yes
                  now: bucket policy b: statement &lt;Open&gt;</failure></testcase>
                  <testcase classname="new.yaml" name="checks"><failure message="the checks are others: hold the newer file against the cloud to see what they find">the checks are others: hold the newer file against the cloud to see what they find</failure></testcase>
                </testsuite>
                """);
    }
}
