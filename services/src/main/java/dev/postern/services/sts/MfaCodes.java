package dev.postern.services.sts;

import dev.postern.wire.ApiException;
import java.util.Optional;

/**
 * Codes of MFA devices. No user here has a device, so no serial number is one, and no code is right.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html">Secure API access
 *     with MFA</a>
 */
final class MfaCodes {
    private MfaCodes() {}

    /** Refuses a request that says that somebody has authenticated with a device. */
    static void require(Optional<String> serialNumber, Optional<String> code) {
        if (serialNumber.isEmpty() && code.isEmpty()) {
            return;
        }
        throw new ApiException(
                StsError.ACCESS_DENIED,
                serialNumber.isPresent() && code.isPresent()
                        ? "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial"
                                + " number is valid and associated with this user."
                        : "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass"
                                + " code.");
    }
}
