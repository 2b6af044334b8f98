package dev.postern.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A request to a service as it is on the wire, but for its signature.
 *
 * @param headers names and values by turns
 */
record ServiceRequest(String service, String method, String path, String query, List<String> headers, String body) {
    private static final String POLICY =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":[\"s3:GetObject\"],"
                    + "\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:SourceVpce\":\"vpce-1\"}}}]}";

    /** Requests of which each is well answered after those before it. */
    static List<ServiceRequest> all() {
        List<ServiceRequest> all = new ArrayList<>();
        objects(all);
        queries(all);
        documents(all);
        return all;
    }

    private static void objects(List<ServiceRequest> all) {
        all.add(s3("PUT", "/fuzzed", "", ""));
        all.add(s3("PUT", "/fuzzed/a/key", "", "content", "content-type", "text/plain", "x-amz-meta-a", "b"));
        all.add(s3("GET", "/fuzzed/a/key", "", "", "range", "bytes=1-3", "if-none-match", "\"0\""));
        all.add(s3("HEAD", "/fuzzed/a/key", "", "", "if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT"));
        all.add(s3("GET", "/fuzzed", "list-type=2&prefix=a%2F&delimiter=%2F&max-keys=5&encoding-type=url", ""));
        all.add(s3("GET", "/fuzzed", "versions&max-keys=3&key-marker=a", ""));
        all.add(s3("GET", "/fuzzed", "uploads&max-uploads=3", ""));
        all.add(s3("PUT", "/fuzzed/copy", "", "", "x-amz-copy-source", "/fuzzed/a/key"));
        all.add(s3(
                "PUT",
                "/fuzzed/a/key",
                "tagging",
                "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>"));
        all.add(
                s3(
                        "POST",
                        "/fuzzed",
                        "delete",
                        "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet><Object><Key>none</Key></Object></Delete>"));
        all.add(s3(
                "PUT",
                "/fuzzed",
                "tagging",
                "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"));
        all.add(s3(
                "PUT",
                "/fuzzed",
                "policy",
                POLICY.replace("\"Effect\"", "\"Principal\":\"*\",\"Effect\"")
                        .replace("\"*\",\"Cond", "\"arn:aws:s3:::fuzzed/*\",\"Cond")));
        all.add(s3("GET", "/fuzzed", "policy", ""));
        all.add(
                s3(
                        "PUT",
                        "/fuzzed",
                        "publicAccessBlock",
                        "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"));
        all.add(s3("GET", "/", "", ""));
        all.add(s3("POST", "/fuzzed/parts", "uploads", ""));
    }

    private static ServiceRequest s3(String method, String path, String query, String body, String... headers) {
        return new ServiceRequest("s3", method, path, query, Arrays.asList(headers), body);
    }

    private static void queries(List<ServiceRequest> all) {
        all.add(form("sts", "2011-06-15", "GetCallerIdentity"));
        all.add(form(
                "iam",
                "2010-05-08",
                "CreateUser",
                "UserName",
                "fuzzed",
                "Path",
                "/a/",
                "Tags.member.1.Key",
                "k",
                "Tags.member.1.Value",
                "v"));
        all.add(form(
                "iam",
                "2010-05-08",
                "PutUserPolicy",
                "UserName",
                "fuzzed",
                "PolicyName",
                "p",
                "PolicyDocument",
                POLICY));
        all.add(form("iam", "2010-05-08", "ListUsers", "MaxItems", "1", "PathPrefix", "/a/"));
        all.add(form(
                "iam",
                "2010-05-08",
                "SimulateCustomPolicy",
                "PolicyInputList.member.1",
                POLICY,
                "ActionNames.member.1",
                "s3:GetObject",
                "ResourceArns.member.1",
                "arn:aws:s3:::b/k",
                "ContextEntries.member.1.ContextKeyName",
                "aws:SourceVpce",
                "ContextEntries.member.1.ContextKeyType",
                "string",
                "ContextEntries.member.1.ContextKeyValues.member.1",
                "vpce-1"));
        networks(all);
        topics(all);
        all.add(form("elasticloadbalancing", "2015-12-01", "DescribeLoadBalancers", "PageSize", "5"));
    }

    private static void networks(List<ServiceRequest> all) {
        all.add(form(
                "ec2",
                "2016-11-15",
                "CreateVpc",
                "CidrBlock",
                "10.0.0.0/16",
                "TagSpecification.1.ResourceType",
                "vpc",
                "TagSpecification.1.Tag.1.Key",
                "k",
                "TagSpecification.1.Tag.1.Value",
                "v"));
        all.add(form(
                "ec2",
                "2016-11-15",
                "DescribeVpcs",
                "Filter.1.Name",
                "cidr",
                "Filter.1.Value.1",
                "10.*",
                "MaxResults",
                "5"));
        all.add(form("ec2", "2016-11-15", "DescribeSubnets", "Filter.1.Name", "tag:a", "Filter.1.Value.1", "b"));
        all.add(form(
                "ec2",
                "2016-11-15",
                "DescribeInstances",
                "Filter.1.Name",
                "instance-state-name",
                "Filter.1.Value.1",
                "running",
                "MaxResults",
                "5"));
        all.add(form(
                "ec2",
                "2016-11-15",
                "CreateManagedPrefixList",
                "PrefixListName",
                "p",
                "MaxEntries",
                "3",
                "AddressFamily",
                "IPv4",
                "Entry.1.Cidr",
                "10.0.0.0/8",
                "Entry.1.Description",
                "d"));
    }

    private static void topics(List<ServiceRequest> all) {
        all.add(form(
                "sns",
                "2010-03-31",
                "CreateTopic",
                "Name",
                "fuzzed",
                "Attributes.entry.1.key",
                "DisplayName",
                "Attributes.entry.1.value",
                "d"));
        all.add(form(
                "sns",
                "2010-03-31",
                "Publish",
                "TopicArn",
                "arn:aws:sns:us-east-1:000000000000:fuzzed",
                "Message",
                "m",
                "MessageAttributes.entry.1.Name",
                "a",
                "MessageAttributes.entry.1.Value.DataType",
                "String",
                "MessageAttributes.entry.1.Value.StringValue",
                "v"));
    }

    private static ServiceRequest form(String service, String version, String action, String... parameters) {
        StringBuilder body = new StringBuilder("Action=" + action + "&Version=" + version);
        for (int i = 0; i < parameters.length; i += 2) {
            body.append('&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return new ServiceRequest(
                service,
                "POST",
                "/",
                "",
                List.of("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
                body.toString());
    }

    private static void documents(List<ServiceRequest> all) {
        String table = "{\"TableName\":\"fuzzed\",";
        all.add(
                json(
                        "dynamodb",
                        "DynamoDB_20120810.CreateTable",
                        table
                                + "\"KeySchema\":[{\"AttributeName\":\"k\",\"KeyType\":\"HASH\"}],\"AttributeDefinitions\":[{\"AttributeName\":\"k\",\"AttributeType\":\"S\"}],\"BillingMode\":\"PAY_PER_REQUEST\"}"));
        all.add(json("dynamodb", "DynamoDB_20120810.ListTables", "{\"Limit\":5}"));
        all.add(json("ssm", "AmazonSSM.GetParameters", "{\"Names\":[\"/aws/service/none\"],\"WithDecryption\":false}"));
        all.add(json(
                "acm",
                "CertificateManager.ListCertificates",
                "{\"MaxItems\":5,\"Includes\":{\"keyTypes\":[\"RSA_2048\"]}}"));
        all.add(
                new ServiceRequest(
                        "route53",
                        "POST",
                        "/2013-04-01/hostedzone",
                        "",
                        List.of("content-type", "application/xml"),
                        "<CreateHostedZoneRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Name>fuzzed.example</Name><CallerReference>c</CallerReference><HostedZoneConfig><Comment>c</Comment></HostedZoneConfig></CreateHostedZoneRequest>"));
        all.add(new ServiceRequest(
                "route53", "GET", "/2013-04-01/hostedzonesbyname", "dnsname=fuzzed.example&maxitems=5", List.of(), ""));
    }

    private static ServiceRequest json(String service, String target, String body) {
        return new ServiceRequest(
                service,
                "POST",
                "/",
                "",
                List.of("x-amz-target", target, "content-type", "application/x-amz-json-1.1"),
                body);
    }
}
