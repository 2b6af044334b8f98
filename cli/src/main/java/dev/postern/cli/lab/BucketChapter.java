package dev.postern.cli.lab;

/** A bucket, and objects in it, small and large. */
record BucketChapter(LabContext lab) {
    void run() {
        String bucket = lab.plan().bucket();
        lab.stage().chapter("The bucket: upload, list, read back");
        lab.run(lab.allowed(
                "Create a bucket",
                lab.publicInstance(),
                "aws s3 mb s3://" + bucket,
                Expectation.prints("make_bucket: " + bucket),
                "the request leaves by the internet gateway: so far this is the only way to S3",
                "{public-instance} s3:CreateBucket s3://" + bucket));
        lab.run(lab.allowed(
                "Upload an empty file",
                lab.publicInstance(),
                "touch hello.txt && aws s3 cp hello.txt s3://" + bucket + "/",
                Expectation.prints("upload: ./hello.txt"),
                "an object may well have no bytes",
                "{public-instance} s3:PutObject s3://" + bucket + "/hello.txt"));
        lab.run(lab.allowed(
                "Upload 100 MB",
                lab.publicInstance(),
                "head -c 100000000 /dev/urandom > large.bin && aws s3 cp large.bin s3://" + bucket
                        + "/ --no-progress && aws s3api head-object --bucket " + bucket
                        + " --key large.bin --query '[ContentLength,ETag]' --output text",
                Expectation.prints("^100000000\\s+\"[0-9a-f]{32}-12\""),
                "above 8 MB the CLI uploads in parts; the ETag tells it: -12 is the number of parts",
                "{public-instance} s3:PutObject s3://" + bucket + "/large.bin"));
        lab.together(
                lab.allowed(
                        "List the bucket",
                        lab.publicInstance(),
                        "aws s3 ls s3://" + bucket,
                        Expectation.prints("0 hello.txt.*100000000 large.bin"),
                        "in the order of the keys",
                        "{public-instance} s3:ListBucket s3://" + bucket),
                lab.onHost(
                        "Create another bucket, from the console's side",
                        "aws s3 mb s3://" + lab.plan().otherBucket(),
                        "to have one that policies below do not name"));
        lab.run(lab.allowed(
                "Read it back and compare",
                lab.publicInstance(),
                "aws s3 cp s3://" + bucket + "/large.bin back.bin --no-progress && sha256sum large.bin back.bin"
                        + " && cmp large.bin back.bin && echo identical && rm large.bin back.bin",
                Expectation.prints("identical"),
                "what was acknowledged is there, byte for byte",
                "{public-instance} s3:GetObject s3://" + bucket + "/large.bin"));
    }
}
