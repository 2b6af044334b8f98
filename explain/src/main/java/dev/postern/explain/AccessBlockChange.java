package dev.postern.explain;

import dev.postern.model.s3.Bucket;
import java.util.Locale;

/** The line of the AWS CLI that changes what a bucket's public access block blocks. */
public final class AccessBlockChange {
    private AccessBlockChange() {}

    /** Sets all four settings: what is not named in the call would be off. */
    public static String command(Bucket bucket, boolean blockPublicPolicy, boolean restrictPublicBuckets) {
        Bucket.PublicAccessBlock block = bucket.effectiveBlock();
        String settings = String.format(
                Locale.ROOT,
                "{\"BlockPublicAcls\":%b,\"IgnorePublicAcls\":%b,\"BlockPublicPolicy\":%b,\"RestrictPublicBuckets\":%b}",
                block.blockPublicAcls(),
                block.ignorePublicAcls(),
                blockPublicPolicy,
                restrictPublicBuckets);
        return "aws s3api put-public-access-block --bucket " + bucket.name() + " --public-access-block-configuration "
                + Fix.quoted(settings);
    }
}
