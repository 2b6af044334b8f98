package dev.postern.cli.lab;

/** What the endpoint itself lets through. */
record EndpointPolicyChapter(LabContext lab) {
    private static final String MODIFY =
            "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} --policy-document file://%s --query Return";

    void run() {
        String bucket = "aws s3 ls s3://" + lab.plan().bucket();
        String other = "aws s3 ls s3://" + lab.plan().otherBucket() + " && echo listed";
        lab.stage().chapter("The endpoint policy: what may pass the door");
        lab.run(lab.allowed(
                "List another bucket through the endpoint",
                lab.privateInstance(),
                other,
                Expectation.prints("listed"),
                "the default endpoint policy lets everything through",
                ask(lab.plan().otherBucket())));
        denyAll(bucket);
        allowOne(bucket, other);
    }

    private void denyAll(String bucket) {
        lab.file("deny-all.json", """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}
                """);
        lab.run(lab.onHost(
                "Let the endpoint deny all",
                MODIFY.formatted("deny-all.json"),
                "it replaces the default policy; neither the role nor the bucket policy has changed"));
        lab.run(lab.refused(
                "List the bucket from the private instance",
                lab.privateInstance(),
                bucket,
                Expectation.fails("AccessDenied.*explicit deny in a VPC endpoint policy"),
                ask(lab.plan().bucket())));
    }

    private static String ask(String bucket) {
        return "{private-instance} s3:ListBucket s3://" + bucket;
    }

    private void allowOne(String bucket, String other) {
        lab.file("allow-one.json", """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*",
                                "Resource": ["arn:aws:s3:::%1$s", "arn:aws:s3:::%1$s/*"]}]}
                """.formatted(lab.plan().bucket()));
        lab.run(lab.onHost(
                "Let the endpoint allow this bucket alone",
                MODIFY.formatted("allow-one.json"),
                "a private subnet that can reach S3 could otherwise carry data to anybody's bucket"));
        lab.together(
                lab.allowed(
                        "List the bucket",
                        lab.privateInstance(),
                        bucket,
                        Expectation.prints("large.bin"),
                        "the endpoint policy names it",
                        ask(lab.plan().bucket())),
                lab.refused(
                        "List the other bucket",
                        lab.privateInstance(),
                        other,
                        Expectation.fails("AccessDenied.*no VPC endpoint policy allows the s3:ListBucket action"),
                        ask(lab.plan().otherBucket())));
    }
}
