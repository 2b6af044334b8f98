package dev.postern.services.sns;

import dev.postern.model.Region;

/** Who signs what is sent, so that subscribers can tell that it is from here. */
public interface Signer {
    /**
     * The signature of a text, in Base64.
     *
     * @param version 1 for SHA-1 with RSA, 2 for SHA-256 with RSA
     */
    String sign(String text, int version);

    /** Where the certificate is, by which a signature is verified. */
    String certificateUrl(Region region);
}
