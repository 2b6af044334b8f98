package dev.postern.wire.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;

/** Documents that are small and would become large, or that name what is elsewhere, are refused before they do. */
final class XmlBombTest {
    private static final String TAGS = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";

    static Stream<String> bombs() {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE Tagging [<!ENTITY l0 \"laugh\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY l")
                    .append(i)
                    .append(" \"&l")
                    .append(i - 1)
                    .append(";&l")
                    .append(i - 1)
                    .append(";\">");
        }
        return Stream.of(
                laughs + "]>" + TAGS.replace("b<", "&l29;<"),
                "<!DOCTYPE Tagging [<!ENTITY long \"" + "x".repeat(60_000) + "\">]>"
                        + TAGS.replace("b<", "&long;".repeat(20_000) + "<"),
                "<!DOCTYPE Tagging [<!ENTITY file SYSTEM \"file:///etc/passwd\">]>" + TAGS.replace("b<", "&file;<"),
                "<!DOCTYPE Tagging SYSTEM \"http://192.0.2.1/tagging.dtd\">" + TAGS,
                "<!DOCTYPE Tagging>" + TAGS,
                TAGS.replace("b<", "&file;<"),
                "<Tagging>".repeat(100_000),
                "<Tagging>" + "<TagSet/>".repeat(300_000) + "</Tagging>",
                "<Tagging " + "a".repeat(100_000),
                "",
                " ",
                "\0",
                "<");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void areMalformed(String document) {
        byte[] body = ("<?xml version=\"1.0\"?>" + document).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> decode(body))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().code()).isEqualTo("MalformedXML"));
    }

    private static PutBucketTaggingRequest decode(byte[] body) {
        HttpRequest request = new HttpRequest(
                "PUT", "/bucket", "tagging", Headers.of("host", "localhost"), new HttpRequest.Bytes(body));
        return RestXml.decode(
                PutBucketTaggingRequest.builder(), request, S3Address.parse(request.host(), request.path()), body);
    }
}
