package dev.postern.cli.lab;

/** The peer's gateway endpoint serves the peer, and nobody else. */
record PeeringEdgeChapter(LabContext lab) {
    private static final String READ = "s3:GetObject";

    void run() {
        String bucket = lab.plan().name() + "-peering";
        lab.stage().chapter("No edge to edge: the peer's door to S3 is the peer's");
        lab.resources()
                .put(
                        "endpoint",
                        lab.run(lab.onHost(
                                "Give data a gateway endpoint for S3",
                                "aws ec2 create-vpc-endpoint --vpc-id {data-vpc} --service-name com.amazonaws."
                                        + lab.plan().region()
                                        + ".s3 --route-table-ids {data-table} --query VpcEndpoint.VpcEndpointId --output text",
                                "S3's prefix list is routed to it")));
        lab.file("bucket-policy.json", """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::%s/*",
                                "Condition": {"StringEquals": {"aws:SourceVpce": "{endpoint}"}}}]}
                """.formatted(bucket));
        lab.run(lab.onHost(
                "Put a note into a bucket that lets anybody read who comes by that endpoint",
                "aws s3 mb s3://" + bucket + " && echo 'by the door of data' | aws s3 cp - s3://" + bucket
                        + "/note && aws s3api delete-public-access-block --bucket " + bucket
                        + " && aws s3api put-bucket-policy --bucket " + bucket + " --policy file://bucket-policy.json",
                "no keys are needed: it is the way that counts"));
        lab.run(lab.allowed(
                "Read the note on data",
                lab.console("data"),
                read(bucket),
                Expectation.prints("^by the door of data$"),
                "data has no way to the internet, and reaches S3 by its endpoint",
                "{data} " + READ + " s3://" + bucket + "/note --as anonymous"));
        lab.run(lab.onHost(
                "Route S3's addresses from app to the peering connection",
                "list=$(aws ec2 describe-prefix-lists --filters Name=prefix-list-name,Values=com.amazonaws."
                        + lab.plan().region()
                        + ".s3 --query 'PrefixLists[0].Cidrs[0]' --output text) && aws ec2 create-route"
                        + " --route-table-id {app-table} --destination-cidr-block $list"
                        + " --vpc-peering-connection-id {peering} --query Return",
                "EC2 takes this one, too"));
        lab.run(lab.refused(
                "Read the note on app",
                lab.console("app"),
                read(bucket),
                Expectation.fails(PeeringNetworksChapter.SILENCE),
                "{app} " + READ + " s3://" + bucket + "/note --as anonymous"));
    }

    private String read(String bucket) {
        return "curl -sS --connect-timeout 2 http://" + bucket + ".s3."
                + lab.plan().region() + ".amazonaws.com/note";
    }
}
