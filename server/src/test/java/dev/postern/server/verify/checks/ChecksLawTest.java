package dev.postern.server.verify.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.VpcId;
import dev.postern.testkit.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In random clouds no hole that was planted is missed, and where none was nothing is told. */
final class ChecksLawTest {
    private static final String OTHER = "999988887777";

    @TempDir
    private Path objects = Path.of("");

    /** How a hole is planted: the policy of a bucket {@code B}, statements alone. */
    private static final List<String> FOR_STRANGERS = List.of(
            "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::B/*'}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::B/*','Condition':"
                    + "{'StringLike':{'aws:PrincipalArn':'arn:aws:iam::*:role/app-*'}}}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::B/*'},{'Effect':'Deny','NotPrincipal':"
                    + "{'AWS':['111122223333','" + OTHER + "']},'Action':'s3:*','Resource':'arn:aws:s3:::B/*'}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:PutObject','Resource':'arn:aws:s3:::B/*','Condition':"
                    + "{'StringEqualsIfExists':{'aws:SourceVpce':'vpce-0abc0000000000001'}}}",
            "{'Effect':'Allow','Principal':{'AWS':'" + OTHER + "'},'NotAction':'s3:DeleteObject','Resource':"
                    + "['arn:aws:s3:::B','arn:aws:s3:::B/*']}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket','Resource':'arn:aws:s3:::B','Condition':"
                    + "{'StringLike':{'aws:PrincipalAccount':'1111*'}}}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::B/*','Condition':"
                    + "{'IpAddress':{'aws:SourceIp':'203.0.112.0/22'}}}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::B/*','Condition':"
                    + "{'StringLike':{'aws:Referer':'https://shop.example/*'}}}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::B/*','Condition':"
                    + "{'NotIpAddress':{'aws:SourceIp':['0.0.0.0/1','128.0.0.0/2','192.0.0.0/3']},'Null':{'aws:SourceIp':'false'}}}",
            "{'Effect':'Allow','Principal':{'AWS':'" + OTHER
                    + "'},'Action':'s3:ListBucket','Resource':'arn:aws:s3:::B',"
                    + "'Condition':{'StringEquals':{'s3:prefix':'public/'}}}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::B/*.pdf'},{'Effect':'Deny',"
                    + "'Principal':'*','Action':'s3:*','NotResource':'arn:aws:s3:::B/public/*'}",
            "{'Effect':'Allow','Principal':{'Service':'cloudtrail.amazonaws.com'},'Action':'s3:PutObject','Resource':"
                    + "'arn:aws:s3:::B/*'}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::B/*','Condition':"
                    + "{'Bool':{'aws:SecureTransport':'false'}}}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::B/*','Condition':"
                    + "{'StringEquals':{'aws:PrincipalOrgID':'o-another0001'}}}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:PutObject','Resource':'arn:aws:s3:::B/in/${aws:PrincipalAccount}/*',"
                    + "'Condition':{'StringEquals':{'aws:PrincipalTag/team':'red','s3:x-amz-acl':'bucket-owner-full-control'}}}",
            "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::" + OTHER
                    + ":role/partner'},'Action':'s3:Get*','Resource':"
                    + "'arn:aws:s3:::B/*'},{'Effect':'Deny','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::B/*','Condition':"
                    + "{'NumericGreaterThan':{'s3:signatureAge':'600000'}}}",
            "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::B/*'},{'Effect':'Deny',"
                    + "'Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::B/*','Condition':{'StringNotLike':"
                    + "{'aws:SourceVpce':'vpce-*'}}}",
            "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'s3:GetObjectVersion','Resource':'arn:aws:s3:::B/*'}");

    /** The same for one's own from elsewhere. */
    private static final List<String> WITHOUT_WALL = List.of(
            "",
            "{'Effect':'Deny','Principal':'*','Action':'s3:PutObject','Resource':'arn:aws:s3:::B/*','Condition':"
                    + "{'StringNotEquals':{'aws:SourceVpce':'vpce-0abc0000000000001'}}}",
            "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':['arn:aws:s3:::B','arn:aws:s3:::B/*'],'Condition':"
                    + "{'StringNotLike':{'aws:SourceVpc':'vpc-*'}}}",
            "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':['arn:aws:s3:::B','arn:aws:s3:::B/*'],'Condition':"
                    + "{'NotIpAddress':{'aws:SourceIp':['198.51.100.0/24','203.0.113.128/25']}}}",
            "{'Effect':'Deny','Principal':'*','NotAction':'s3:GetObject*','Resource':['arn:aws:s3:::B','arn:aws:s3:::B/*'],"
                    + "'Condition':{'NotIpAddress':{'aws:SourceIp':'198.51.100.0/24'}}}",
            "{'Effect':'Deny','Principal':'*','Action':'s3:*','NotResource':'arn:aws:s3:::B/public/*',"
                    + "'Condition':{'NotIpAddress':{'aws:SourceIp':'198.51.100.0/24'}}}",
            "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':['arn:aws:s3:::B','arn:aws:s3:::B/*'],'Condition':"
                    + "{'NotIpAddress':{'aws:SourceIp':'198.51.100.0/24'},'StringNotEquals':{'aws:UserAgent':'backup/1.0'}}}",
            "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':['arn:aws:s3:::B','arn:aws:s3:::B/*'],'Condition':"
                    + "{'StringNotEquals':{'aws:SourceVpce':['vpce-0abc0000000000001','vpce-0fff0000000000009']}}}",
            "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':['arn:aws:s3:::B','arn:aws:s3:::B/*'],'Condition':"
                    + "{'NotIpAddressIfExists':{'aws:SourceIp':'198.51.100.0/24'},'Null':{'aws:SourceVpce':'true'}}}");

    /** Policies of roles that let them to what others have. */
    private static final List<String> TO_OTHERS = List.of(
            "{'Effect':'Allow','Action':'s3:*','Resource':'*'}",
            "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}",
            "{'Effect':'Allow','Action':'s3:PutObject','Resource':'arn:aws:s3:::corp-*/out/*'}",
            "{'Effect':'Allow','Action':'s3:PutObject','Resource':'arn:aws:s3:::somebodys-bucket/*'}",
            "{'Effect':'Allow','Action':'s3:*','NotResource':'arn:aws:s3:::secret*'}",
            "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'StringLike':{'aws:ResourceAccount':'1111*'}}}",
            "{'Effect':'Allow','Action':'*','Resource':'*'},{'Effect':'Deny','Action':'s3:*','Resource':'*','Condition':"
                    + "{'StringNotEquals':{'aws:ResourceAccount':['111122223333','" + OTHER + "']}}}",
            "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'StringNotEquals':{'aws:ResourceOrgID':'o-mine000001'}}}",
            "{'Effect':'Allow','Action':'sns:Publish','Resource':'arn:aws:sns:us-east-1:*:alarms'}",
            "{'Effect':'Allow','Action':'dynamodb:PutItem','Resource':'arn:aws:dynamodb:*:" + OTHER
                    + ":table/orders'}");

    private static WalledCloud cloud(Random random) {
        return new WalledCloud(random, 1 + random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(4));
    }

    @Test
    void nothingIsToldOfCleanClouds() {
        Seeds.each(100, random -> {
            WalledCloud cloud = cloud(random);
            for (PerimeterCheck check :
                    List.of(WalledCloud.identities(), WalledCloud.resources(), WalledCloud.networks())) {
                Outcome outcome = cloud.check(check, objects);
                assertThat(outcome.holes()).as(check.name()).isEmpty();
                assertThat(outcome.undecided()).isEmpty();
            }
        });
    }

    @Test
    void noPlantedHoleIsMissed() {
        Seeds.each(100, random -> {
            WalledCloud cloud = cloud(random);
            List<String> strangers = new ArrayList<>();
            List<String> others = new ArrayList<>();
            List<String> elsewhere = new ArrayList<>();
            some(random, FOR_STRANGERS).forEach(at -> {
                String name = "leak-" + at;
                cloud.bucket(name, policy(FOR_STRANGERS.get(at), name));
                strangers.add(name);
            });
            some(random, WITHOUT_WALL).forEach(at -> {
                String name = "open-" + at;
                cloud.bucket(name, policy(WITHOUT_WALL.get(at), name));
                cloud.role(
                        "reader-" + at,
                        WalledCloud.EC2,
                        "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:GetObject','Resource':"
                                + "'arn:aws:s3:::" + name + "/*'}}");
                elsewhere.add(name);
            });
            some(random, TO_OTHERS).forEach(at -> {
                String name = "wide-" + at;
                cloud.out(new VpcId(WalledCloud.id("vpc-", 1)), 1);
                cloud.role(name, WalledCloud.EC2, "{'Version':'2012-10-17','Statement':[" + TO_OTHERS.get(at) + "]}");
                others.add(name);
            });
            plantMore(random, cloud, strangers, others);
            allFound(cloud.check(WalledCloud.identities(), objects), strangers);
            allFound(cloud.check(WalledCloud.resources(), objects), others);
            allFound(cloud.check(WalledCloud.networks(), objects), elsewhere);
        });
    }

    /** A bound of what is asked is one of how long it takes, whatever else the machine does. */
    @Test
    void fewRequestsAreAskedForInALargeCloud() {
        WalledCloud cloud = new WalledCloud(Seeds.random(1), 20, 90, 90);
        for (PerimeterCheck check :
                List.of(WalledCloud.identities(), WalledCloud.resources(), WalledCloud.networks())) {
            Outcome outcome = cloud.check(check, objects);
            assertThat(outcome.holds()).isTrue();
            assertThat(outcome.asked()).isLessThan(100_000);
        }
    }

    private static void plantMore(Random random, WalledCloud cloud, List<String> strangers, List<String> others) {
        if (random.nextBoolean()) {
            cloud.role(
                    "trusting",
                    "{'Statement':{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:AssumeRole','Condition':"
                            + "{'StringEquals':{'sts:ExternalId':'42'}}}}",
                    "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:GetObject','Resource':"
                            + "'arn:aws:s3:::nothing/*','Condition':{'Null':{'aws:PrincipalArn':'true'}}}}");
            strangers.add("role/trusting");
        }
        if (random.nextBoolean()) {
            cloud.topic(
                    "news",
                    "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Principal':'*','Action':'SNS:Publish','Resource':"
                            + "'arn:aws:sns:us-east-1:111122223333:news','Condition':{'ArnLike':{'aws:SourceArn':"
                            + "'arn:aws:s3:*:*:data-*'}}}}");
            strangers.add("111122223333:news");
        }
        if (random.nextBoolean()) {
            String id = WalledCloud.id("vpce-", 77);
            Optional<String> policy = random.nextBoolean()
                    ? Optional.empty()
                    : Optional.of(
                            "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Principal':'*','Action':'s3:*',"
                                    + "'Resource':'*','Condition':{'StringEqualsIfExists':{'aws:PrincipalAccount':'111122223333'}}}}");
            cloud.endpoint(id, new VpcId(WalledCloud.id("vpc-", 1)), policy);
            strangers.add(id);
            others.add(id);
        }
    }

    private static List<Integer> some(Random random, List<String> kinds) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            places.add(i);
        }
        Collections.shuffle(places, random);
        return places.subList(0, 1 + random.nextInt(4));
    }

    private static Optional<String> policy(String statements, String bucket) {
        return statements.isEmpty()
                ? Optional.empty()
                : Optional.of("{'Version':'2012-10-17','Statement':["
                        + statements.replace("B/", bucket + "/").replace("::B'", "::" + bucket + "'") + "]}");
    }

    private static void allFound(Outcome outcome, List<String> planted) {
        for (String one : planted) {
            assertThat(outcome.holes())
                    .as(one)
                    .anyMatch(hole -> Stream.of(hole.resource(), hole.who(), hole.network())
                            .anyMatch(text -> text.matches(".*(^|[:/ ])" + one + "([/, ].*|$)")));
        }
    }
}
