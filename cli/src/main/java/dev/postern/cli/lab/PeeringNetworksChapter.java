package dev.postern.cli.lab;

import java.util.List;
import java.util.function.Function;

/** Three VPCs that do not know each other, with an instance in each that serves a page. */
record PeeringNetworksChapter(LabContext lab) {
    /** The VPCs, and their instances, in the order of their blocks. */
    static final List<String> SITES = List.of("app", "data", "third");

    private static final String PORT = "80";

    void run() {
        lab.stage().chapter("Three VPCs: app, data and a third");
        networks();
        filters();
        instances();
        lab.run(lab.refused(
                "Fetch the page of data from app",
                lab.console("app"),
                fetch(lab, "data"),
                Expectation.fails(SILENCE),
                question("app", "data")));
    }

    /** What curl says when nothing comes back. */
    static final String SILENCE = "(?i)timeout|timed out";

    /** The command that fetches an instance's page. */
    static String fetch(LabContext lab, String site) {
        return "curl -sS --connect-timeout 2 http://" + address(lab, site) + "/";
    }

    /** What the product is asked of it. */
    static String question(String from, String to) {
        return "{" + from + "} {" + to + "-ip}:" + PORT;
    }

    /** The page that is expected. */
    static Expectation page(String site) {
        return Expectation.prints("^the page of " + site + "$");
    }

    /** The block of a VPC. */
    static String block(LabContext lab, String site) {
        return lab.plan().network(SITES.indexOf(site)) + ".0.0/16";
    }

    private static String address(LabContext lab, String site) {
        return lab.plan().network(SITES.indexOf(site)) + ".0.10";
    }

    private void networks() {
        SITES.forEach(site -> {
            lab.resources().put(site + "-ip", address(lab, site));
            lab.resources().put(site + "-block", block(lab, site));
        });
        lab.make(each("-vpc"), each(this::vpc));
        lab.make(
                each("-subnet"),
                each(site -> lab.onHost(
                        "Create a subnet in " + site,
                        "aws ec2 create-subnet --vpc-id {" + site + "-vpc} --cidr-block "
                                + lab.plan().network(SITES.indexOf(site))
                                + ".0.0/24 --query Subnet.SubnetId --output text",
                        "it uses the main route table, which has the local route alone")));
        lab.make(
                each("-table"),
                each(site -> lab.onHost(
                        "Find the main route table of " + site,
                        "aws ec2 describe-route-tables --filters Name=vpc-id,Values={" + site
                                + "-vpc} --query 'RouteTables[0].RouteTableId' --output text",
                        "a VPC comes with it")));
    }

    private Step vpc(String site) {
        return lab.onHost(
                "Create the VPC " + site,
                "aws ec2 create-vpc --cidr-block " + block(lab, site)
                        + " --tag-specifications 'ResourceType=vpc,Tags=[{Key=Name,Value="
                        + lab.plan().name() + "-" + site + "}]' --query Vpc.VpcId --output text",
                "no internet gateway will be attached to it: nothing in this story leaves the VPCs");
    }

    private void filters() {
        lab.make(
                each("-group"),
                each(site -> lab.onHost(
                        "Create a security group in " + site,
                        "aws ec2 create-security-group --group-name "
                                + lab.plan().name() + "-" + site
                                + " --description " + site + " --vpc-id {" + site
                                + "-vpc} --query GroupId --output text",
                        "it allows nothing in, and everything out")));
        lab.resources()
                .put(
                        "image",
                        lab.run(lab.onHost(
                                "Find the image",
                                "aws ec2 describe-images --owners amazon --filters 'Name=name,Values=postern-debian-*'"
                                        + " --query 'Images[0].ImageId' --output text",
                                "it has curl and python3, which serves the pages")));
    }

    private void instances() {
        for (String site : SITES) {
            lab.file(
                    site + ".sh",
                    "#!/bin/bash\nmkdir -p /srv/www\necho 'the page of " + site + "' > /srv/www/index.html\n"
                            + "setsid python3 -m http.server --directory /srv/www " + PORT
                            + " > /dev/null 2>&1 < /dev/null &\n");
        }
        lab.make(
                SITES,
                each(site -> lab.onHost(
                        "Launch " + site,
                        "aws ec2 run-instances --image-id {image} --instance-type t3.micro --subnet-id {" + site
                                + "-subnet} --security-group-ids {" + site + "-group} --private-ip-address {" + site
                                + "-ip} --user-data file://" + site
                                + ".sh --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=" + site
                                + "}]' --query 'Instances[0].InstanceId' --output text",
                        "its user data serves a page")));
        lab.run(lab.onHost(
                "Wait until they run",
                "aws ec2 wait instance-running --instance-ids {app} {data} {third}",
                "the waiter polls DescribeInstances, as it does on AWS"));
        lab.together(each(site -> lab.step(
                "Fetch its page on " + site + " itself",
                lab.console(site),
                "timeout 60 sh -c 'until curl -s http://127.0.0.1/; do sleep 0.2; done'",
                page(site),
                "user data runs after the instance is running")));
    }

    private static List<String> each(String suffix) {
        return SITES.stream().map(site -> site + suffix).toList();
    }

    private static Step[] each(Function<String, Step> step) {
        return SITES.stream().map(step).toArray(Step[]::new);
    }
}
