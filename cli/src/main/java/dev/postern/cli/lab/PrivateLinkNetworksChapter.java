package dev.postern.cli.lab;

import java.util.List;
import java.util.function.Function;

/** Two VPCs with the same blocks, and an instance in each: the provider's serves a page. */
record PrivateLinkNetworksChapter(LabContext lab) {
    /** The VPCs, and their instances. */
    static final List<String> SITES = List.of("provider", "consumer");

    /** What curl says when nothing comes back. */
    static final String SILENCE = "(?i)timeout|timed out";

    /** Where the balancer, the endpoints and the instances are: who serves and who asks must be in the same zone. */
    private static final String ZONE_LETTER = "a";

    void run() {
        lab.stage().chapter("Two VPCs with the same addresses: a provider and a consumer");
        lab.make(each("-vpc"), each(this::vpc));
        lab.together(each(site -> lab.onHost(
                "Let " + site + " have host names",
                "aws ec2 modify-vpc-attribute --vpc-id {" + site + "-vpc} --enable-dns-hostnames",
                "private DNS needs them")));
        lab.make(
                each("-subnet"),
                each(site -> lab.onHost(
                        "Create a subnet in " + site,
                        "aws ec2 create-subnet --vpc-id {" + site + "-vpc} --cidr-block "
                                + lab.plan().network(0)
                                + ".0.0/24 --availability-zone " + lab.plan().region() + ZONE_LETTER
                                + " --query Subnet.SubnetId --output text",
                        "the local route is all it has")));
        lab.make(
                each("-group"),
                each(site -> lab.onHost(
                        "Create a security group in " + site,
                        "aws ec2 create-security-group --group-name "
                                + lab.plan().name() + "-" + site
                                + " --description " + site + " --vpc-id {" + site
                                + "-vpc} --query GroupId --output text",
                        "it allows nothing in, and everything out")));
        lab.together(each(site -> lab.onHost(
                "Let in what comes from the VPC itself, in " + site,
                "aws ec2 authorize-security-group-ingress --group-id {" + site
                        + "-group} --protocol tcp --port 0-65535 --cidr " + block(lab) + " --query Return",
                "so the consumer's instance reaches its endpoints, and the provider's balancer its target")));
        instances();
    }

    private void instances() {
        lab.resources()
                .put(
                        "image",
                        lab.run(lab.onHost(
                                "Find the image",
                                "aws ec2 describe-images --owners amazon --filters 'Name=name,Values=postern-debian-*'"
                                        + " --query 'Images[0].ImageId' --output text",
                                "it has curl, the AWS CLI and python3, which serves the page")));
        lab.file(
                "provider.sh",
                "#!/bin/bash\nmkdir -p /srv/www\necho 'the page of the provider' > /srv/www/index.html\n"
                        + "setsid python3 -m http.server --directory /srv/www 8080 > /dev/null 2>&1 < /dev/null &\n");
        lab.file("consumer.sh", "#!/bin/bash\n");
        lab.file("trust.json", """
                {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
                """);
        String role = role(lab);
        lab.run(lab.onHost(
                "Create a role that may look at everything of EC2, and its instance profile",
                "aws iam create-role --role-name " + role
                        + " --assume-role-policy-document file://trust.json --query Role.Arn --output text"
                        + " && aws iam attach-role-policy --role-name " + role
                        + " --policy-arn arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"
                        + " && aws iam create-instance-profile --instance-profile-name " + role
                        + " --query InstanceProfile.Arn --output text"
                        + " && aws iam add-role-to-instance-profile --instance-profile-name " + role + " --role-name "
                        + role,
                "the instances will ask EC2 itself, later"));
        lab.make(
                SITES,
                each(site -> lab.onHost(
                        "Launch " + site,
                        "aws ec2 run-instances --image-id {image} --instance-type t3.micro --subnet-id {" + site
                                + "-subnet} --security-group-ids {" + site + "-group} --private-ip-address "
                                + address(lab) + " --iam-instance-profile Name=" + role + " --user-data file://" + site
                                + ".sh --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=" + site
                                + "}]' --query 'Instances[0].InstanceId' --output text",
                        "both have the address " + address(lab))));
        lab.run(lab.onHost(
                "Wait until they run",
                "aws ec2 wait instance-running --instance-ids {provider} {consumer}",
                "the waiter polls DescribeInstances, as it does on AWS"));
        lab.run(lab.step(
                "Fetch the page on provider itself",
                lab.console("provider"),
                "timeout 60 sh -c 'until curl -s http://127.0.0.1:8080/; do sleep 0.2; done'",
                page(),
                "user data runs after the instance is running"));
    }

    private Step vpc(String site) {
        return lab.onHost(
                "Create the VPC " + site,
                "aws ec2 create-vpc --cidr-block " + block(lab)
                        + " --tag-specifications 'ResourceType=vpc,Tags=[{Key=Name,Value="
                        + lab.plan().name() + "-"
                        + site + "}]' --query Vpc.VpcId --output text",
                "peering could never join these two: their blocks are the same");
    }

    static String role(LabContext lab) {
        return lab.plan().name() + "-reader";
    }

    static String block(LabContext lab) {
        return lab.plan().network(0) + ".0.0/16";
    }

    private static String address(LabContext lab) {
        return lab.plan().network(0) + ".0.10";
    }

    static Expectation page() {
        return Expectation.prints("^the page of the provider$");
    }

    private static List<String> each(String suffix) {
        return SITES.stream().map(site -> site + suffix).toList();
    }

    private static Step[] each(Function<String, Step> step) {
        return SITES.stream().map(step).toArray(Step[]::new);
    }
}
