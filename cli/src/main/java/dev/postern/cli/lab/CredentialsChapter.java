package dev.postern.cli.lab;

import static dev.postern.cli.lab.LabContext.names;

/** No credentials, access keys, and what should replace them: a role through an instance profile. */
record CredentialsChapter(LabContext lab) {
    private static final String TRUST = """
            {"Version": "2012-10-17",
             "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
            """;

    private static final String LIST_BUCKETS = "{public-instance} s3:ListAllMyBuckets";

    void run() {
        lab.stage().chapter("Who asks: nobody, keys, a role");
        lab.file("trust.json", TRUST);
        String user = lab.plan().name() + "-user";
        lab.together(
                lab.refused(
                        "List buckets on the public instance, with nothing",
                        lab.publicInstance(),
                        "aws s3 ls",
                        Expectation.fails("Unable to locate credentials"),
                        LIST_BUCKETS),
                lab.onHost(
                        "Create a user who may use S3, and an access key",
                        "aws iam create-user --user-name " + user + " --query User.Arn --output text"
                                + " && aws iam attach-user-policy --user-name " + user
                                + " --policy-arn arn:aws:iam::aws:policy/AmazonS3FullAccess"
                                + " && aws iam create-access-key --user-name " + user
                                + " --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text > access-key",
                        "a new user may do nothing; the attached policy says what"),
                makeProfile("s3"),
                makeProfile("nothing"));
        keys();
        role();
        roleWithoutPermission();
    }

    private void keys() {
        lab.run(lab.allowed(
                "Configure the key on the instance, and list again",
                lab.host(),
                "read -r id secret < access-key; ssh -F ssh_config public \""
                        + "aws configure set aws_access_key_id $id; aws configure set aws_secret_access_key $secret; "
                        + "aws s3 ls && echo listed\"",
                Expectation.prints("listed"),
                "it works, and now a secret that never expires lies on a machine's disk",
                LIST_BUCKETS + " --as " + lab.plan().name() + "-user"));
        lab.run(lab.refused(
                "Take the keys away again",
                lab.publicInstance(),
                "rm -r ~/.aws && aws s3 ls",
                Expectation.fails("Unable to locate credentials"),
                LIST_BUCKETS));
    }

    private void role() {
        lab.resources()
                .put(
                        "association",
                        lab.run(lab.onHost(
                                "Give the public instance the role",
                                "aws iam attach-role-policy --role-name " + profile("s3")
                                        + " --policy-arn arn:aws:iam::aws:policy/AmazonS3FullAccess"
                                        + " && aws ec2 associate-iam-instance-profile --instance-id {public-instance}"
                                        + " --iam-instance-profile Name=" + profile("s3")
                                        + " --query IamInstanceProfileAssociation.AssociationId --output text",
                                "the instance profile is the vessel that carries a role into an instance")));
        lab.run(lab.allowed(
                "List buckets with the role",
                lab.publicInstance(),
                "aws sts get-caller-identity --query Arn --output text && aws s3 ls && echo listed",
                Expectation.prints("assumed-role/" + profile("s3")
                        + "/{public-instance}.*listed"
                                .replace("{public-instance}", lab.resources().get("public-instance"))),
                "temporary keys from the metadata service (IMDSv2): nothing on disk, and they expire by themselves",
                LIST_BUCKETS));
    }

    private void roleWithoutPermission() {
        lab.resources()
                .put(
                        "association",
                        lab.run(lab.onHost(
                                "Swap in a role that may do nothing",
                                "aws ec2 replace-iam-instance-profile-association --association-id {association}"
                                        + " --iam-instance-profile Name=" + profile("nothing")
                                        + " --query IamInstanceProfileAssociation.AssociationId --output text",
                                "an instance has one profile at a time")));
        lab.run(lab.refused(
                "List buckets with that role",
                lab.publicInstance(),
                "aws s3 ls",
                Expectation.fails("AccessDenied.*no identity-based policy allows the s3:ListAllMyBuckets action"),
                LIST_BUCKETS));
        lab.make(
                names("association", "-"),
                lab.onHost(
                        "Give the public instance the first role back",
                        "aws ec2 replace-iam-instance-profile-association --association-id {association}"
                                + " --iam-instance-profile Name=" + profile("s3")
                                + " --query IamInstanceProfileAssociation.AssociationId --output text",
                        "the metadata service delivers the new role's keys at once"),
                lab.onHost(
                        "Give the private instance the role, too",
                        "aws ec2 associate-iam-instance-profile --instance-id {private-instance}"
                                + " --iam-instance-profile Name=" + profile("s3")
                                + " --query IamInstanceProfileAssociation.State --output text",
                        "it will need it once it finds a way to S3"));
    }

    private Step makeProfile(String kind) {
        String name = profile(kind);
        return lab.onHost(
                "Create the role " + name + " and its instance profile",
                "aws iam create-role --role-name " + name + " --assume-role-policy-document file://trust.json"
                        + " --query Role.Arn --output text"
                        + " && aws iam create-instance-profile --instance-profile-name " + name
                        + " --query InstanceProfile.Arn --output text"
                        + " && aws iam add-role-to-instance-profile --instance-profile-name " + name
                        + " --role-name " + name,
                "its trust policy lets EC2, and nobody else, assume it");
    }

    private String profile(String kind) {
        return lab.plan().name() + "-" + kind;
    }
}
