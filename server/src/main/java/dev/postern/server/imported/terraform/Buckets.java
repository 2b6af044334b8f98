package dev.postern.server.imported.terraform;

import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import java.util.HashMap;
import java.util.Map;

/** Buckets, their policies, and what blocks public access to them. */
final class Buckets {
    private final State state;
    private final Children policies;
    private final Children blocks;

    private Buckets(State state) {
        this.state = state;
        this.policies = state.by("bucket", "aws_s3_bucket_policy");
        this.blocks = state.by("bucket", "aws_s3_bucket_public_access_block");
    }

    static void tell(State state) {
        Buckets buckets = new Buckets(state);
        state.each(buckets::ownership, "aws_s3_bucket_ownership_controls");
        state.each(buckets::bucket, "aws_s3_bucket");
    }

    /** Buckets here are as AWS makes them, without ACLs. */
    private void ownership(Resource resource) {
        Item item = resource.item().skip("bucket");
        item.parts("rule").forEach(rule -> rule.only("object_ownership", "BucketOwnerEnforced"));
    }

    private void bucket(Resource resource) {
        Item item = resource.item();
        if (state.isTold(resource, Kind.BUCKETS, item.need("bucket"))) {
            return;
        }
        item.skip("bucket_domain_name", "bucket_regional_domain_name", "bucket_prefix", "bucket_region");
        item.skip("force_destroy", "grant", "hosted_zone_id", "request_payer", "versioning");
        item.skip("acceleration_status", "acl");
        encrypted(item);
        Description bucket = Description.of(item)
                .as("bucket", "Name")
                .as("region", "BucketRegion")
                .tags();
        item.node().path("versioning").forEach(one -> {
            if (one.path("enabled").asBoolean()) {
                bucket.put("Versioning", "Enabled");
            }
        });
        state.tell(resource, Kind.BUCKETS, bucket);
        Map<String, String> policy = new HashMap<>();
        item.text("policy").ifPresent(text -> policy.put("Policy", text));
        policies.of(item.need("bucket"))
                .forEach(one -> policy.put("Policy", one.item().need("policy")));
        policy.forEach((field, text) -> state.records()
                .addBucketPolicy(
                        item.need("bucket"),
                        state.source(resource),
                        Description.object().put(field, text)));
        for (Resource block : blocks.of(item.need("bucket"))) {
            Description said = Description.of(block.item())
                    .same("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets");
            state.records()
                    .addPublicAccessBlock(
                            item.need("bucket"),
                            state.source(block),
                            Description.object().set("PublicAccessBlockConfiguration", said.node()));
        }
    }

    private static void encrypted(Item item) {
        for (Item configuration : item.parts("server_side_encryption_configuration")) {
            for (Item rule : configuration.parts("rule")) {
                rule.parts("apply_server_side_encryption_by_default")
                        .forEach(one -> one.only("sse_algorithm", "AES256"));
            }
        }
    }
}
