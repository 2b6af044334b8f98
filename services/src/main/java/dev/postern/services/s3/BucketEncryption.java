package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.wire.s3.RestXml;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/**
 * How a bucket encrypts what is put into it, where somebody has said so.
 *
 * @param algorithm {@code AES256} or {@code aws:kms}
 * @param keyId the key of KMS, as it was named
 * @param bucketKey whether KMS is asked for the bucket instead of for each object
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html">Setting default server-side encryption
 *     behavior</a>
 */
record BucketEncryption(String algorithm, Optional<String> keyId, boolean bucketKey) {
    /** The method that needs a key of KMS. */
    static final String KMS = "aws:kms";

    /** The name of the configuration. */
    static final String NAME = "encryption";

    private static final String ROOT = "ServerSideEncryptionConfiguration";

    boolean kms() {
        return algorithm.equals(KMS);
    }

    /** A configuration that may be kept, as the document that it is kept as. */
    static String checked(@Nullable ServerSideEncryptionConfiguration configuration) {
        List<ServerSideEncryptionRule> rules = configuration == null ? List.of() : configuration.rules();
        if (configuration == null
                || rules.size() != 1
                || rules.getFirst().applyServerSideEncryptionByDefault() == null) {
            throw S3Error.MALFORMED_XML.with();
        }
        ServerSideEncryptionByDefault chosen = rules.getFirst().applyServerSideEncryptionByDefault();
        switch (chosen.sseAlgorithm()) {
            case AES256 -> {
                if (chosen.kmsMasterKeyID() != null) {
                    throw S3Error.argument(
                            "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                            "ApplyServerSideEncryptionByDefault",
                            "null");
                }
            }
            case AWS_KMS -> {}
            case AWS_KMS_DSSE, AWS_FSX, AWS_BACKUP -> throw S3Error.NOT_IMPLEMENTED.with();
            case UNKNOWN_TO_SDK_VERSION -> throw S3Error.MALFORMED_XML.with();
        }
        return RestXml.document(ROOT, configuration);
    }

    /** What a bucket's configuration says; empty for one that is as every bucket begins. */
    static Optional<BucketEncryption> of(Bucket bucket) {
        return Optional.ofNullable(bucket.configurations().get(NAME)).map(BucketEncryption::parse);
    }

    private static BucketEncryption parse(String xml) {
        ServerSideEncryptionRule rule = RestXml.read(xml, ROOT, ServerSideEncryptionConfiguration.builder())
                .rules()
                .getFirst();
        return new BucketEncryption(
                rule.applyServerSideEncryptionByDefault().sseAlgorithmAsString(),
                Optional.ofNullable(rule.applyServerSideEncryptionByDefault().kmsMasterKeyID()),
                Boolean.TRUE.equals(rule.bucketKeyEnabled()));
    }
}
