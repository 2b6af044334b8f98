package dev.postern.services.s3;

import dev.postern.storage.Cloud;

/**
 * S3 Control: access points, and what keeps a whole account from becoming public.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html">AWS S3 Control</a>
 */
public final class S3ControlService implements AccessPointOperations, AccessPointPolicies, AccountBlockOperations {
    private final Cloud cloud;
    private final PublicPolicy publicPolicy = new PublicPolicy();

    public S3ControlService(Cloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public PublicPolicy publicPolicy() {
        return publicPolicy;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
