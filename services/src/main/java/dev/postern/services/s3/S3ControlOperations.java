package dev.postern.services.s3;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import dev.postern.storage.Cloud;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.PublicAccessBlockConfiguration;

/** What the groups of S3 Control's operations share. */
interface S3ControlOperations extends S3ControlClient {
    Cloud cloud();

    PublicPolicy publicPolicy();

    /** The scope of the request, whose account must be the caller's own. */
    static Scope scope(@Nullable String accountId) {
        Scope own = RequestContext.current().scope();
        if (!own.account().value().equals(accountId)) {
            throw S3Error.ACCESS_DENIED.with();
        }
        return own;
    }

    static AccessPoint point(Snapshot snapshot, Scope scope, String name) {
        return snapshot.find(AccessPoint.class, scope, name)
                .orElseThrow(() -> S3Error.NO_SUCH_ACCESS_POINT.with("AccessPointName", name));
    }

    static Bucket.PublicAccessBlock read(PublicAccessBlockConfiguration asked) {
        return new Bucket.PublicAccessBlock(
                Boolean.TRUE.equals(asked.blockPublicAcls()),
                Boolean.TRUE.equals(asked.ignorePublicAcls()),
                Boolean.TRUE.equals(asked.blockPublicPolicy()),
                Boolean.TRUE.equals(asked.restrictPublicBuckets()));
    }

    static PublicAccessBlockConfiguration view(Bucket.PublicAccessBlock block) {
        return PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(block.blockPublicAcls())
                .ignorePublicAcls(block.ignorePublicAcls())
                .blockPublicPolicy(block.blockPublicPolicy())
                .restrictPublicBuckets(block.restrictPublicBuckets())
                .build();
    }
}
