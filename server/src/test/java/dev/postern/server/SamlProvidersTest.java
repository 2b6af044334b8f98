package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.SAMLProviderListEntry;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.Tag;

/** SAML identity providers by the SDK over the wire. */
final class SamlProvidersTest {
    private static final String ARN = "arn:aws:iam::000000000000:saml-provider/work";

    @TempDir
    private Path directory = Path.of("");

    private TestingGateway gateway;
    private IamClient iam;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory);
        iam = gateway.client(IamClient.builder(), TestingGateway.ROOT);
    }

    @AfterEach
    void stop() throws IOException {
        iam.close();
        gateway.close();
    }

    private static String metadata(String certificate) {
        return """
                <?xml version="1.0"?>
                <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/saml">
                  <!-- %s -->
                  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
                      <ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
                    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/sso"/>
                  </md:IDPSSODescriptor>
                </md:EntityDescriptor>
                """.formatted("long enough ".repeat(60), certificate).strip();
    }

    private void create(String document) {
        iam.createSAMLProvider(create -> create.name("work")
                .samlMetadataDocument(document)
                .tags(Tag.builder().key("a").value("b").build()));
    }

    @Test
    void areKeptAndTold() {
        create(metadata("MIIB"));
        GetSamlProviderResponse told = iam.getSAMLProvider(get -> get.samlProviderArn(ARN));
        assertThat(told.samlMetadataDocument()).isEqualTo(metadata("MIIB"));
        assertThat(told.samlProviderUUID()).matches("[A-Z0-9]{22,64}");
        assertThat(Duration.between(told.createDate(), told.validUntil())).isEqualTo(Duration.ofDays(36_500));
        assertThat(told.tags()).hasSize(1);
        assertThat(iam.listSAMLProviders().samlProviderList())
                .extracting(SAMLProviderListEntry::arn)
                .containsExactly(ARN);
        assertThat(iam.getAccountSummary().summaryMap()).containsEntry(SummaryKeyType.PROVIDERS, 1);
        iam.updateSAMLProvider(update -> update.samlProviderArn(ARN).samlMetadataDocument(metadata("MIIC")));
        assertThat(iam.getSAMLProvider(get -> get.samlProviderArn(ARN)).samlMetadataDocument())
                .contains("MIIC");
        iam.tagSAMLProvider(tag ->
                tag.samlProviderArn(ARN).tags(Tag.builder().key("c").value("d").build()));
        iam.untagSAMLProvider(untag -> untag.samlProviderArn(ARN).tagKeys("a"));
        assertThat(iam.listSAMLProviderTags(list -> list.samlProviderArn(ARN)).tags())
                .extracting(Tag::key)
                .containsExactly("c");
        iam.deleteSAMLProvider(delete -> delete.samlProviderArn(ARN));
        assertThat(refusal(() -> iam.getSAMLProvider(get -> get.samlProviderArn(ARN))))
                .contains("NoSuchEntity", "Manifest not found for arn " + ARN);
    }

    @Test
    void areRefusedWhereNobodyCouldSignOnByThem() {
        for (String document : new String[] {
            metadata("MIIB").replace("IDPSSODescriptor", "SPSSODescriptor"),
            metadata("MIIB").replace("<ds:X509Certificate>MIIB</ds:X509Certificate>", ""),
            metadata(""),
            metadata("MIIB").replace("EntityDescriptor", "Entity"),
            metadata("MIIB").replace("</md:EntityDescriptor>", ""),
            metadata("MIIB")
                    .replace("<?xml version=\"1.0\"?>", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>")
                    .replace("MIIB", "&e;"),
            "x".repeat(1000)
        }) {
            assertThat(refusal(() -> create(document)))
                    .as(document)
                    .contains("InvalidInput", "Could not parse metadata");
        }
        create(metadata("MIIB"));
        assertThat(refusal(() -> create(metadata("MIIB")))).contains("EntityAlreadyExists");
    }

    @Test
    void areWhatPoliciesNameThem() {
        create(metadata("MIIB"));
        String policy =
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"iam:GetSAMLProvider\","
                        + "\"Resource\":\"" + ARN
                        + "\",\"Condition\":{\"StringEquals\":{\"aws:ResourceTag/a\":\"b\"}}}}";
        try (IamClient jo = gateway.client(IamClient.builder(), gateway.user(policy))) {
            assertThat(jo.getSAMLProvider(get -> get.samlProviderArn(ARN)).tags())
                    .hasSize(1);
            assertThat(refusal(() -> jo.listSAMLProviderTags(list -> list.samlProviderArn(ARN))))
                    .contains("AccessDenied");
        }
    }
}
