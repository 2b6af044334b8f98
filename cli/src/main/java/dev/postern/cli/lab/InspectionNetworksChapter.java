package dev.postern.cli.lab;

import java.util.List;
import java.util.function.Function;

/** Two VPCs with the same block: one with a web server and who asks it, one with an appliance. */
record InspectionNetworksChapter(LabContext lab) {
    /** The VPCs. */
    static final List<String> SITES = List.of("shop", "security");

    /** The subnets of the first one: of who is asked, of who asks, and of the endpoint. */
    static final List<String> SUBNETS = List.of("web", "client", "door");

    /** Port of the page that is let through, and of the one that is not. */
    static final int PAGE = 80;

    static final int KEPT = 8081;

    private static final String ZONE_LETTER = "a";

    void run() {
        lab.stage().chapter("Two VPCs: a shop, and the appliance that is to see what goes there");
        lab.make(each(SITES, "-vpc"), steps(SITES, this::vpc));
        lab.make(each(SUBNETS, "-subnet"), steps(SUBNETS, name -> subnet(name, "shop", 1 + SUBNETS.indexOf(name))));
        lab.resources().put("security-subnet", lab.run(subnet("security", "security", 1)));
        lab.resources()
                .put(
                        "gateway",
                        lab.run(lab.onHost(
                                "Attach an internet gateway to shop",
                                "id=$(aws ec2 create-internet-gateway --query InternetGateway.InternetGatewayId --output text)"
                                        + " && aws ec2 attach-internet-gateway --internet-gateway-id $id --vpc-id {shop-vpc}"
                                        + " && echo $id",
                                "the web server will be asked from outside, too")));
        lab.make(
                each(SUBNETS, "-table"),
                steps(
                        SUBNETS,
                        name -> lab.onHost(
                                "Give the subnet " + name + " a route table",
                                "id=$(aws ec2 create-route-table --vpc-id {shop-vpc} --query RouteTable.RouteTableId --output text)"
                                        + " && aws ec2 associate-route-table --route-table-id $id --subnet-id {" + name
                                        + "-subnet} --query AssociationId --output text > /dev/null && echo $id",
                                "each will lead elsewhere")));
        groups();
        launch();
    }

    private void groups() {
        lab.make(each(SITES, "-group"), steps(SITES, this::group));
        lab.together(
                lab.onHost(
                        "Let everybody ask the web server",
                        "aws ec2 authorize-security-group-ingress --group-id {shop-group} --ip-permissions"
                                + " IpProtocol=tcp,FromPort=80,ToPort=80,IpRanges=[{CidrIp=0.0.0.0/0}]"
                                + " IpProtocol=tcp,FromPort=8081,ToPort=8081,IpRanges=[{CidrIp=0.0.0.0/0}] --query Return",
                        "groups see who really asks: nobody is translated on the way"),
                lab.onHost(
                        "Let the balancer speak to the appliance",
                        "aws ec2 authorize-security-group-ingress --group-id {security-group} --ip-permissions"
                                + " 'IpProtocol=udp,FromPort=6081,ToPort=6081,IpRanges=[{CidrIp=" + block(lab) + "}]'"
                                + " 'IpProtocol=tcp,FromPort=80,ToPort=80,IpRanges=[{CidrIp=" + block(lab)
                                + "}]' --query Return",
                        "GENEVE is UDP, port 6081; by TCP it asks whether the appliance is well"));
    }

    private void launch() {
        lab.resources()
                .put(
                        "image",
                        lab.run(lab.onHost(
                                "Find the image",
                                "aws ec2 describe-images --owners amazon --filters 'Name=name,Values=postern-debian-*'"
                                        + " --query 'Images[0].ImageId' --output text",
                                "it has curl, python3, and a small appliance: /opt/postern/bin/appliance")));
        lab.file(
                "web.sh",
                "#!/bin/bash\nmkdir -p /srv/www\necho 'the page of the shop' > /srv/www/index.html\n"
                        + "for port in " + PAGE + " " + KEPT
                        + "; do\n  setsid python3 -m http.server --directory /srv/www $port"
                        + " > /dev/null 2>&1 < /dev/null &\ndone\n");
        lab.file("client.sh", "#!/bin/bash\n");
        lab.file(
                "appliance.sh",
                "#!/bin/bash\nsetsid /opt/postern/bin/appliance --drop " + KEPT
                        + " > /var/log/appliance 2>&1 < /dev/null &\n");
        lab.make(
                List.of("web", "client", "appliance"),
                instance("web", "web", "shop", at(".1.10") + " --associate-public-ip-address"),
                instance("client", "client", "shop", at(".2.10")),
                instance("appliance", "security", "security", at(".1.10")));
        lab.run(lab.onHost(
                "Wait until they run",
                "aws ec2 wait instance-running --instance-ids {web} {client} {appliance}",
                "the appliance has the web server's address, in another VPC"));
        lab.resources()
                .put(
                        "web-ip",
                        lab.run(lab.onHost(
                                "Read the web server's public address",
                                "aws ec2 describe-instances --instance-ids {web}"
                                        + " --query 'Reservations[0].Instances[0].PublicIpAddress' --output text",
                                "the internet gateway stands for it")));
        lab.run(lab.allowed(
                "Fetch the page from client",
                lab.console("client"),
                "timeout 60 sh -c 'until " + fetch(lab, PAGE) + "; do sleep 0.2; done'",
                page(),
                "directly, by the local route: nobody looks",
                question(lab, PAGE)));
    }

    /** The launch of an instance that its user data makes what it is. */
    Step instance(String name, String subnet, String site, String more) {
        String file = name.equals("second") ? "appliance" : name;
        return lab.onHost(
                "Launch " + name,
                "aws ec2 run-instances --image-id {image} --instance-type t3.micro --subnet-id {" + subnet
                        + "-subnet} --security-group-ids {" + site + "-group}" + more + " --user-data file://" + file
                        + ".sh --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=" + name
                        + "}]' --query 'Instances[0].InstanceId' --output text",
                "its user data makes it what it is");
    }

    /** The choice of an address, where nobody can have it by chance: nothing else is in the subnet yet. */
    private String at(String address) {
        return " --private-ip-address " + lab.plan().network(0) + address;
    }

    private Step vpc(String site) {
        return lab.onHost(
                "Create the VPC " + site,
                "aws ec2 create-vpc --cidr-block " + block(lab)
                        + " --tag-specifications 'ResourceType=vpc,Tags=[{Key=Name,Value="
                        + lab.plan().name() + "-" + site + "}]' --query Vpc.VpcId --output text",
                "both have the same block");
    }

    private Step subnet(String name, String site, int number) {
        return lab.onHost(
                "Create the subnet " + name + " in " + site,
                "aws ec2 create-subnet --vpc-id {" + site + "-vpc} --cidr-block "
                        + lab.plan().network(0) + "." + number + ".0/24 --availability-zone "
                        + lab.plan().region() + ZONE_LETTER + " --query Subnet.SubnetId --output text",
                "all in one zone: an endpoint leads to the balancer's node in its own");
    }

    private Step group(String site) {
        return lab.onHost(
                "Create a security group in " + site,
                "aws ec2 create-security-group --group-name " + lab.plan().name() + "-" + site + " --description "
                        + site + " --vpc-id {" + site + "-vpc} --query GroupId --output text",
                "it allows nothing in, and everything out");
    }

    static String block(LabContext lab) {
        return lab.plan().network(0) + ".0.0/16";
    }

    /** What fetches the page of the web server at its private address. */
    static String fetch(LabContext lab, int port) {
        return "curl -sS --max-time 5 http://" + lab.plan().network(0) + ".1.10:" + port + "/";
    }

    static Expectation page() {
        return Expectation.prints("^the page of the shop$");
    }

    static String question(LabContext lab, int port) {
        return "{client} " + lab.plan().network(0) + ".1.10:" + port;
    }

    private static List<String> each(List<String> names, String suffix) {
        return names.stream().map(name -> name + suffix).toList();
    }

    private static Step[] steps(List<String> names, Function<String, Step> step) {
        return names.stream().map(step).toArray(Step[]::new);
    }
}
