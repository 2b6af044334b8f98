package dev.postern.services.iam;

import dev.postern.wire.ApiException;
import dev.postern.wire.codec.XmlDecoder;
import java.io.StringReader;
import java.util.Base64;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The document in which an identity provider describes itself: IAM takes one that says how its users sign on, and with which certificate
 * it signs.
 *
 * @see <a href="https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf">Metadata for SAML 2.0, section 2.4.3</a>
 */
final class SamlMetadata {
    private static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
    private static final String SIGNATURES = "http://www.w3.org/2000/09/xmldsig#";

    private SamlMetadata() {}

    /** Refuses a document that IAM could not use. */
    static void check(String document) {
        boolean provider = false;
        boolean signsOn = false;
        boolean certificate = false;
        try {
            XMLStreamReader xml = XmlDecoder.reader(new StringReader(document));
            int depth = 0;
            while (xml.hasNext()) {
                int event = xml.next();
                depth += event == XMLStreamConstants.START_ELEMENT
                        ? 1
                        : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
                if (event != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                if (depth == 1 && !is(xml, METADATA, "EntityDescriptor")) {
                    throw unparsable();
                }
                provider |= is(xml, METADATA, "IDPSSODescriptor");
                signsOn |= is(xml, METADATA, "SingleSignOnService");
                if (is(xml, SIGNATURES, "X509Certificate")) {
                    requireBase64(xml.getElementText());
                    depth--; // the text ends with its element
                    certificate = true;
                }
            }
        } catch (XMLStreamException | IllegalArgumentException e) {
            throw unparsable();
        }
        if (!provider || !signsOn || !certificate) {
            throw unparsable();
        }
    }

    private static boolean is(XMLStreamReader xml, String namespace, String name) {
        return name.equals(xml.getLocalName()) && namespace.equals(xml.getNamespaceURI());
    }

    private static void requireBase64(String text) {
        if (Base64.getMimeDecoder().decode(text.strip()).length == 0) {
            throw unparsable();
        }
    }

    private static ApiException unparsable() {
        return new ApiException(IamError.INVALID_INPUT, "Could not parse metadata");
    }
}
