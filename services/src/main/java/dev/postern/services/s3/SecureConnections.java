package dev.postern.services.s3;

/**
 * What must not travel in the clear. Who asks from this machine itself does not travel.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html">Server-side encryption with
 *     customer-provided keys</a>
 */
final class SecureConnections {
    private SecureConnections() {}

    /**
     * Refuses a request that came in the clear.
     *
     * @param keys which keys it speaks of
     */
    static void require(S3Call call, String keys) {
        String from = call.context().connection().sourceAddress().toString();
        boolean here = from.startsWith("127.") || from.equals("::1");
        if (!here && !call.context().connection().secure()) {
            throw S3Error.argument(
                    "Requests specifying Server Side Encryption with " + keys
                            + " must be made over a secure connection.",
                    "x-amz-server-side-encryption",
                    "null");
        }
    }
}
