package dev.postern.cli.lab;

/** A bucket that only the endpoint may open. */
record BucketPolicyChapter(LabContext lab) {
    private static final String DENIED = "AccessDenied.*explicit deny in a resource-based policy";

    void run() {
        String bucket = lab.plan().bucket();
        String list = "aws s3 ls s3://" + bucket;
        lab.stage().chapter("The bucket policy: only through this endpoint");
        lab.file("bucket-policy.json", """
                {"Version": "2012-10-17",
                 "Statement": [{"Sid": "Access-to-specific-VPCE-only", "Effect": "Deny", "Principal": "*",
                                "Action": "s3:*",
                                "Resource": ["arn:aws:s3:::%1$s", "arn:aws:s3:::%1$s/*"],
                                "Condition": {"StringNotEquals": {"aws:SourceVpce": "{endpoint}"}}}]}
                """.formatted(bucket));
        lab.run(lab.onHost(
                "Deny whatever does not come through the endpoint",
                "aws s3api put-bucket-policy --bucket " + bucket + " --policy file://bucket-policy.json",
                "a request that did not pass an endpoint has no aws:SourceVpce, and so is not equal to it"));
        lab.together(
                denied("List it from the host, the console's side", lab.host(), list, "host"),
                denied("List it from the public instance", lab.publicInstance(), list, "{public-instance}"),
                lab.allowed(
                        "List it from the private instance",
                        lab.privateInstance(),
                        list,
                        Expectation.prints("large.bin"),
                        "it came through the endpoint",
                        ask("{private-instance}")));
        lab.run(lab.onHost(
                "Associate the public route table with the endpoint, too",
                "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} --add-route-table-ids {public-table}"
                        + " --query Return",
                "the prefix list is more specific than 0.0.0.0/0, so S3's packets leave the internet gateway's route"));
        lab.run(lab.allowed(
                "List it from the public instance",
                lab.publicInstance(),
                list,
                Expectation.prints("large.bin"),
                "now it goes by the door, and S3 sees the endpoint",
                ask("{public-instance}")));
        lab.run(lab.onHost(
                "Take the association away again",
                "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} --remove-route-table-ids {public-table}"
                        + " --query Return",
                "the route goes with it"));
        lab.run(denied("List it from the public instance", lab.publicInstance(), list, "{public-instance}"));
    }

    private Step denied(String title, Place place, String command, String from) {
        return lab.refused(title, place, command, Expectation.fails(DENIED), ask(from));
    }

    private String ask(String from) {
        return from + " s3:ListBucket s3://" + lab.plan().bucket();
    }
}
