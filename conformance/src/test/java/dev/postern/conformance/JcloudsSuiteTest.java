package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The live tests that Apache jclouds has for S3, as it publishes them, against a cloud. Which of them do not pass, and why, is in
 * {@code jclouds/disagreements.txt}. Maven fetches them, so this is among the tests that take the network.
 *
 * @see <a href="https://github.com/apache/jclouds/tree/master/providers/aws-s3/src/test">The tests</a>
 */
@Tag("differential")
final class JcloudsSuiteTest {
    private static final PublicSuite SUITE = new PublicSuite("jclouds", "jclouds 2.6.0");
    private static final int TESTS_MIN = 120;
    private static final String CLASSES = String.join(
            ",",
            "org.jclouds.aws.s3.AWSS3ClientLiveTest",
            "org.jclouds.aws.s3.blobstore.integration.AWSS3ContainerIntegrationLiveTest",
            "org.jclouds.aws.s3.blobstore.integration.AWSS3BlobIntegrationLiveTest",
            "org.jclouds.aws.s3.blobstore.integration.AWSS3BlobSignerLiveTest",
            "org.jclouds.aws.s3.blobstore.integration.AWSS3ServiceIntegrationLiveTest",
            "org.jclouds.aws.s3.services.AWSBucketsLiveTest");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void allTestsPassButThoseThatAreKnown() throws IOException {
        String classPath = classPath();
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Finished run =
                    Finished.run(Map.of(), directory, command(cloud.endpoint().toString(), classPath));
            Map<String, String> told = statuses();
            assertThat(told).as("%s %s", run.output(), run.errors()).isNotEmpty();
            told.replaceAll((_, status) ->
                    status.equals("PASS") ? status : "FAIL"); // also those that it skips itself are listed
            SUITE.verify(told, TESTS_MIN);
        }
    }

    private String classPath() throws IOException {
        SUITE.copy(directory, "pom.xml");
        Path written = directory.resolve("class-path");
        Finished fetched = Finished.run(
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                directory,
                "mvn",
                "-B",
                "-ntp",
                "-q",
                "-f",
                directory.resolve("pom.xml").toString(),
                "dependency:build-classpath",
                "-Dmdep.outputFile=" + written);
        assumeThat(fetched.exitCode())
                .as("Maven's registry has the suite: %s", fetched.output())
                .isZero();
        return Files.readString(written).strip();
    }

    private List<String> command(String endpoint, String classPath) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-Dtest.aws-s3.endpoint=" + endpoint,
                "-Dtest.aws-s3.identity=" + Clients.ROOT.accessKeyId(),
                "-Dtest.aws-s3.credential=" + Clients.ROOT.secretAccessKey(),
                "-Djclouds.s3.virtual-host-buckets=false",
                "-Djclouds.regions=us-standard",
                "-Dtest.aws-s3.jclouds.regions=us-standard",
                "-Djclouds.region.us-standard.endpoint=" + endpoint,
                "-Dtest.blobstore.await-consistency-timeout-seconds=0",
                "-Dtest.blobstore.container-count=4",
                "-cp",
                classPath,
                "org.testng.TestNG",
                "-d",
                directory.resolve("out").toString(),
                "-groups",
                "live,integration",
                "-verbose",
                "0",
                "-testclass",
                CLASSES);
    }

    /** What became of each test, as the suite reports it; a test that ran in several ways passed if all did. */
    private Map<String, String> statuses() throws IOException {
        Map<String, String> told = new TreeMap<>();
        NodeList methods = results().getElementsByTagName("test-method");
        for (int i = 0; i < methods.getLength(); i++) {
            Element method = (Element) methods.item(i);
            if (!method.getAttribute("is-config").equals("true")) {
                told.merge(
                        method.getAttribute("name"),
                        method.getAttribute("status"),
                        (one, other) -> one.equals("PASS") ? other : one);
            }
        }
        return told;
    }

    private Document results() throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(directory.resolve("out/testng-results.xml").toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }
}
