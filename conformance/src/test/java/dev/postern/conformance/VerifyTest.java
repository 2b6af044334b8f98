package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/** The worked example of {@code ./postern verify}: true as it is, and each thing that is made wrong in it is found, at its line. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VerifyTest {
    private PerimeterExample example;

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        example = new PerimeterExample(host);
    }

    @AfterAll
    void stop() throws IOException {
        if (example != null) {
            example.close();
        }
    }

    private Finished verify(Path file, String... more) {
        return example.postern(directory, "verify", file.toString(), more);
    }

    private Finished verify(String text, String... more) throws IOException {
        Path file = directory.resolve("perimeter.yaml");
        Files.writeString(file, text);
        return verify(file, more);
    }

    @Test
    void holdsAsItIs() throws Exception {
        Path report = directory.resolve("report.xml");
        Finished found = verify(PerimeterExample.PERIMETER, "--junit", report.toString());
        assertThat(found.errors()).isEmpty();
        String said = found.succeeded();
        assertThat(said).contains("15 of 15 lines hold; 17 questions").doesNotContain("BROKEN");
        Element suite = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("17");
        assertThat(suite.getAttribute("failures")).isEqualTo("0");
        assertThat(verify(PerimeterExample.PERIMETER, "--paper").succeeded()).contains("on paper alone");
    }

    /** The line that breaks, what is said of it, and whether its packets or requests show it too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "route-missing | everybody reads the shop's pages | route table | true",
                "shell-for-everybody | nobody outside has a shell | is allowed | true",
                "database-too-open | nobody else asks the database | let by security group | true",
                "application-closed | the web server asks the application | security group | true",
                "ephemeral-ports-forgotten | the web server asks the application | network ACL | true",
                "endpoint-without-route | the application reads reports, by the endpoint | route table | true",
                "endpoint-policy-too-wide | by the endpoint nothing but reports is reached | is allowed | true",
                "bucket-without-its-door | its role reads them nowhere else | is allowed | false",
                "role-too-wide | the application writes none | statement 1 | false",
                "connection-not-accepted | the application asks the ledger | 10.0.2.50 | true",
                "bucket-for-everybody | only-trusted-identities | anonymous is allowed s3:ListBucket on arn:aws:s3:::shop-public | true",
                "another-account-admitted | only-trusted-identities | assumed-role/app/stranger (of an account that is not trusted, and lets it) is allowed s3:ListBucket on arn:aws:s3:::shop-public | false",
                "role-to-any-bucket | only-trusted-resources | s3:PutObject on arn:aws:s3:::shop-copies- | false",
                "wall-with-a-gap | only-expected-networks | is allowed s3:GetObject on arn:aws:s3:::shop-reports/postern/any-key, from the internet (203.0.113. | false"
            })
    void findsWhatIsMadeWrong(String variant, String line, String because, boolean seen) throws Exception {
        Path report = directory.resolve("report.xml");
        example.change(directory, variant, "spoil");
        try {
            Finished paper = verify(PerimeterExample.PERIMETER, "--paper");
            assertThat(paper.exitCode()).as(paper.output()).isEqualTo(1);
            assertThat(broken(paper)).contains(line);
            Finished found = verify(PerimeterExample.PERIMETER, "--junit", report.toString());
            assertThat(found.exitCode()).as(found.errors()).isEqualTo(1);
            assertThat(broken(found)).as("the same lines").isEqualTo(broken(paper));
            assertThat(found.output()).contains(because);
            if (seen) {
                assertThat(found.output()).contains("was really sent and");
            }
            assertThat(Files.readString(report)).contains("<failure").contains(line);
        } finally {
            example.change(directory, variant, "mend");
        }
        assertThat(verify(PerimeterExample.PERIMETER, "--paper").succeeded())
                .as("mended")
                .contains("15 of 15");
    }

    private static List<String> broken(Finished verified) {
        return verified.output()
                .lines()
                .filter(line -> line.startsWith("BROKEN"))
                .map(line -> line.replaceFirst("BROKEN +[0-9]+ +", "")
                        .replaceFirst(" \\([0-9]+ (questions|requests judged)\\)$", ""))
                .toList();
    }

    @Test
    void whatMustBeAllowedComesWithItsRemedy() throws IOException {
        Finished found = verify("perimeter:\n  - from: web\n    to: db:5432\n    expect: allowed\n", "--paper");
        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.output())
                .contains("BROKEN    2  web (i-")
                .contains("is denied at the security group")
                .contains("$ aws ec2 authorize-security-group-ingress");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from: wbe!to: db:5432!expect: denied | 2:11: no instance wbe runs (web?)",
                "from: web!to: bd:5432!expect: denied | 3:9: no instance bd runs (db?)",
                "from: web!to: db:5432!expct: denied | 4:5: there is no expct here (expect?)",
                "from: web!to: db:5432!expect: denyed | 4:13: expect is allowed or denied, not denyed (denied?)",
                "from: web!to: db:5432 | 2:5: expect is missing",
                "from: web!to: db!expect: denied | 2:5: \"",
                "from: {tag: tier=none}!to: db:1!expect: denied | 2:11: no running instance has tag tier=none",
                "from: app!action: s3:GetObject!on: s3://shop-report/x!expect: denied | 2:5: there is no bucket shop-report (shop-reports?)",
                "from: app!action: s3:GetObjekt!expect: denied | 2:5: ",
                "from: app!to: nowhere.example.com:80!expect: denied | 2:5: "
            })
    void aMistakeIsToldByItsPlace(String line, String mistake) {
        assertThat(example.refused("perimeter:\n  - " + line.replace("!", "\n    ") + "\n"))
                .startsWith(mistake);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "only-trusted-identity | 2:5: there is no check only-trusted-identity (only-trusted-identities?)",
                "only-trusted-identities: {account: self} | 2:31: there is no account here (accounts?)",
                "only-trusted-identities: {accounts: [self, 12]} | 2:48: an account is self or has 12 digits",
                "only-trusted-identities: {accounts: []} | 2:41: a list without anything means nobody",
                "only-trusted-resources: {organization: mine} | 2:44: an organization is o- and",
                "only-trusted-resources: {except: amazonlinux} | 2:38: what is excepted is an ARN",
                "only-expected-networks | 2:5: only-expected-networks needs what is expected",
                "only-expected-networks: {endpoints: [vpce-0123]} | 2:42: there is no endpoint vpce-0123",
                "only-expected-networks: {vpcs: shp} | 2:36: there is no VPC shp (shop?)",
                "only-expected-networks: {addresses: 10.0.0.0/99} | 2:41: an address is as",
                "only-expected-networks: {endpoints: all, services: [s4]} | 2:57: of services there are dynamodb, s3, sns, sqs, not s4",
                "{only-trusted-identities: {}, only-trusted-resources: {}} | 2:5: a check is one of"
            })
    void aMistakeInAChecksPlaceIsTold(String check, String mistake) {
        assertThat(example.refused("checks:\n  - " + check + "\n")).startsWith(mistake);
    }

    @Test
    void aMistakeIsPrintedBehindTheFilesNameAndNothingIsAsked() throws IOException {
        Finished refused = verify("perimeter:\n  - {from: wbe, to: \"db:5432\", expect: denied}\n");
        assertThat(refused.exitCode()).as(refused.errors()).isEqualTo(2);
        assertThat(refused.output()).isEmpty();
        assertThat(refused.errors()).contains("perimeter.yaml:2:12: no instance wbe runs (web?)");
    }

    @Test
    void checksCanStandAlone() throws IOException {
        assertThat(verify("checks: [only-trusted-identities]\n").succeeded())
                .contains("ok        1  only-trusted-identities")
                .contains("1 of 1 lines hold");
    }

    @Test
    void contradictionsAndWhatIsNoYamlAreMistakes() throws IOException {
        Finished both = verify("""
                perimeter:
                  - {from: web, to: "db:5432", expect: denied}
                  - {from: [app, web], to: "db:5432", expect: allowed}
                """);
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.errors()).contains("perimeter.yaml:3:5: that web (i-").contains("contradicts the line at 2:5");
        assertThat(verify("perimeter: [\n").errors()).contains("perimeter.yaml:2:1: this is no YAML");
        assertThat(verify("perimeter:\n  - {from: internet, expect: denied, to: [" + "\"10.0.0.1:1\", ".repeat(20_001)
                                + "]}\n")
                        .errors())
                .contains("perimeter.yaml:2:5: by here the file asks more than 20000 questions");
        assertThat(verify("").errors()).contains("perimeter.yaml:1:1: the file is empty");
        assertThat(verify("perimeter: []\n").exitCode()).isEqualTo(2);
        assertThat(verify(Path.of("nothing.yaml")).exitCode()).isEqualTo(2);
    }
}
