package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;

/** {@code ./postern why} as people run it: every form of a question, and what is none. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhyTest {
    private static final String TRUST_EC2 = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},\
            "Action":"sts:AssumeRole"}]}""";

    private TestingCloud cloud;
    private SmallNetwork network;

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        cloud = TestingCloud.start(host.resolve("host"));
        network = SmallNetwork.make(cloud.root());
        var iam = cloud.root().iam();
        iam.createRole(create -> create.roleName("reader").assumeRolePolicyDocument(TRUST_EC2));
        iam.createInstanceProfile(create -> create.instanceProfileName("reader"));
        iam.addRoleToInstanceProfile(add -> add.instanceProfileName("reader").roleName("reader"));
        var ec2 = cloud.root().ec2();
        ec2.associateIamInstanceProfile(
                associate -> associate.instanceId(first()).iamInstanceProfile(profile -> profile.name("reader")));
        ec2.stopInstances(stop -> stop.instanceIds(network.instances().get(1)));
        Clients.waiter(ec2)
                .waitUntilInstanceStopped(
                        describe -> describe.instanceIds(network.instances().get(1)));
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    private String first() {
        return network.instances().getFirst();
    }

    private Finished why(String... words) {
        List<String> all = new ArrayList<>(List.of("--data", cloud.data().toString()));
        for (String word : words) {
            all.add(inserted(word));
        }
        return ChildJvm.run(Map.of(), directory, "dev.postern.cli.Main", "why", all.toArray(new String[0]));
    }

    private String inserted(String word) {
        return word.replace("FIRST", first())
                .replace("STOPPED", network.instances().get(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FIRST s3:GetObject s3://small-network/note | allowed | the gateway endpoint vpce-",
                "FIRST s3:getobject arn:aws:s3:::small-network/note | allowed | allowed by policy of arn:aws:s3",
                "FIRST s3:PutObject s3://small-network/note | denied | put-role-policy --role-name reader",
                "FIRST s3:ListBucket s3://small-network | denied | identity-based policy",
                "FIRST s3:GetObject s3://small-network/missing | denied | may not list the bucket",
                "FIRST ec2:DescribeVpcs | denied | route table",
                "FIRST 10.0.1.11:443 | denied | start-instances",
                "FIRST STOPPED:443 | denied | 10.0.1.11 is meant",
                "FIRST FIRST/icmp | allowed | is an instance's name: 10.0.1.10 is meant",
                "FIRST s3.us-east-1.amazonaws.com:443 | allowed | 198.18.0.10",
                "FIRST nowhere.example:443 | denied | NXDOMAIN",
                "FIRST 10.0.0.2:53/udp | allowed | resolver",
                "FIRST 198.18.0.10/icmp | denied | service",
                "FIRST sts:GetCallerIdentity --as root | denied | route table",
                "internet FIRST:22 | denied | no public address",
                "host s3:ListBucket s3://small-network | allowed | root user",
                "host s3:ListBucket s3://small-network --as reader | denied | identity-based policy",
                "host s3:GetObject s3://small-network/note --as anonymous | denied | resource-based policy",
                "host s3:GetObject s3://small-network/missing | allowed | 404 NoSuchKey",
                "host ec2:StopInstances FIRST --as reader | denied | put-role-policy",
                "host sts:GetCallerIdentity | allowed | everybody",
            })
    void answersEveryForm(String question, String verdict, String says) {
        String[] words = (question + " --expect " + verdict).split(" ", -1);
        Finished finished = why(words);
        assertThat(finished.exitCode()).as(finished.toString()).isZero();
        assertThat(finished.output().replaceAll("\\s+", " ")).contains(says);
        assertThat(finished.output().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FIRST s3.us-east-1.amazonaws.com:443 | foretold ALLOWED seen ALLOWED: it was answered",
                "FIRST 10.0.0.2:53/udp | foretold ALLOWED seen ALLOWED: it was answered",
                "FIRST 169.254.169.123:123/udp | foretold ALLOWED seen ALLOWED: it was answered",
                "FIRST FIRST:81 | foretold ALLOWED seen ALLOWED: it arrived, and nobody listens there",
                "FIRST 10.0.1.10:81 | foretold ALLOWED seen ALLOWED: it arrived, and nobody listens there",
                "FIRST 198.18.0.10/icmp | foretold DENIED seen DENIED: no answer within",
                "FIRST 10.0.1.11:443 | foretold DENIED seen DENIED",
                "FIRST s3:GetObject s3://small-network/note | foretold ALLOWED seen ALLOWED: 206",
                "FIRST s3:GetObject s3://small-network/missing | foretold DENIED seen DENIED: 403 AccessDenied",
                "FIRST s3:GetObject s3://small-network/note --as anonymous | foretold ALLOWED seen ALLOWED: 206",
                "FIRST s3:PutObject s3://small-network/note --as reader | foretold DENIED seen DENIED: 403 AccessDenied",
                "FIRST s3:ListBucket s3://small-network | foretold DENIED seen DENIED: 403 AccessDenied",
                "FIRST ec2:DescribeVpcs | foretold DENIED seen DENIED",
                "FIRST s3:DeleteObject s3://small-network/note | Not really sent: s3:DeleteObject would change something.",
                "FIRST s3:GetObject s3://small-network/note --as root | Not really sent: the credentials of root are not on",
                "FIRST nowhere.example:443 | Not really sent: there is no address",
                "internet FIRST:22 | Not really sent: there is no address",
                "host s3:ListBucket s3://small-network | Not really sent: a request of this machine",
                "host s3:GetObject s3://small-network/note --as anonymous | the request has no aws:SourceVpce, and StringEquals",
            })
    void sendsItForRealAndShowsBoth(String question, String says) {
        List<String> words = new ArrayList<>(List.of(question.split(" ", -1)));
        Map<String, String> asked = new HashMap<>(Map.of("probe", "true"));
        int as = words.indexOf("--as");
        if (as >= 0) {
            asked.put("as", words.get(as + 1));
            words = words.subList(0, as);
        }
        List<String> names = List.of("from", "what", "resource");
        for (int i = 0; i < words.size(); i++) {
            asked.put(names.get(i), inserted(words.get(i)));
        }
        String text = cloud.printed("why", asked);
        assertThat(text.replaceAll("\\s+", " ")).contains(says);
        assertThat(text.lines()).allMatch(line -> line.length() <= 100);
    }

    /** An instance of the default VPC has a public address, and its group admits its own members only. */
    @Test
    void sendsFromTheInternetForRealAndShowsBoth() {
        Ec2Client ec2 = cloud.root().ec2();
        String image = ec2.describeImages(describe -> describe.owners("amazon"))
                .images()
                .getFirst()
                .imageId();
        Instance made = ec2.runInstances(run -> run.imageId(image)
                        .instanceType(InstanceType.T3_NANO)
                        .minCount(1)
                        .maxCount(1))
                .instances()
                .getFirst();
        Clients.waiter(ec2).waitUntilInstanceRunning(describe -> describe.instanceIds(made.instanceId()));
        Map<String, String> asked = Map.of("from", "internet", "what", made.instanceId() + ":22", "probe", "true");
        assertThat(cloud.printed("why", asked).replaceAll("\\s+", " "))
                .contains("foretold DENIED seen DENIED: no answer within", "authorize-security-group-ingress");
        ec2.authorizeSecurityGroupIngress(authorize -> authorize
                .groupId(made.securityGroups().getFirst().groupId())
                .ipProtocol("tcp")
                .fromPort(22)
                .toPort(22)
                .cidrIp("0.0.0.0/0"));
        assertThat(cloud.printed("why", asked).replaceAll("\\s+", " ")).contains("foretold ALLOWED seen ALLOWED");
        ec2.terminateInstances(terminate -> terminate.instanceIds(made.instanceId()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i-0123456789abcdef0 10.0.1.10:22 | there is no instance i-0123456789abcdef0",
                "STOPPED s3:GetObject s3://small-network/note | is stopped",
                "internet STOPPED:22 | is stopped",
                "FIRST somewhere | is neither an action",
                "FIRST 10.0.1.10 | is neither an action",
                "FIRST 10.0.1.10:70000 | a port is a number",
                "FIRST 10.0.1.999:80 | is not an address",
                "FIRST 10.0.1.10:80/sctp | /tcp, /udp or /icmp",
                "FIRST s3:GetObjekt s3://small-network/note | there is no action s3:GetObjekt",
                "FIRST sqs:SendMessage | there is no service sqs",
                "FIRST s3:GetObject s3://small-network | acts on an object",
                "FIRST s3:GetObject s3://nobody-has-this/k | there is no bucket nobody-has-this",
                "FIRST s3:GetObject small-network/note | no resource of S3",
                "FIRST s3:GetObject s3://small-network/note --as nobody | there is no role, user or access key nobody",
                "FIRST s3:GetObject s3://small-network/note --region mars-1 | there is no Region mars-1",
                "FIRST s3:GetObject s3://small-network/note --bucket-owner 123456789012 | belongs to account 000000000000",
                "FIRST 10.0.1.11:22 s3://small-network | a packet has no resource",
                "host 10.0.1.10:22 | from the host requests are made",
                "internet s3:GetObject | from the internet packets come",
            })
    void saysClearlyWhatIsNoQuestion(String question, String says) {
        Finished finished = why(question.split(" ", -1));
        assertThat(finished.exitCode()).as(finished.toString()).isEqualTo(2);
        assertThat(finished.errors()).contains(says);
        assertThat(finished.output()).isEmpty();
    }

    @Test
    void wantsToBeToldThatABucketOfAnotherAccountIsMeant() {
        Finished account = ChildJvm.run(
                Map.of(),
                directory,
                "dev.postern.cli.Main",
                "account",
                "create",
                "--data",
                cloud.data().toString(),
                "--account",
                "222222222222");
        account.succeeded();
        String[] question = {"host", "s3:ListBucket", "s3://small-network", "--as", "arn:aws:iam::222222222222:root"};
        Finished unsure = why(question);
        assertThat(unsure.exitCode()).isEqualTo(2);
        assertThat(unsure.errors()).contains("--bucket-owner 000000000000");
        List<String> sure = new ArrayList<>(List.of(question));
        sure.addAll(List.of("--bucket-owner", "000000000000"));
        assertThat(why(sure.toArray(new String[0])).succeeded())
                .contains("DENIED by the resource-based policy", "arn:aws:iam::222222222222:root");
    }

    @Test
    void tellsWhatWasReallyRefused() {
        why("FIRST", "s3:PutObject", "s3://small-network/note", "--probe").succeeded();
        String story = why("--last", "FIRST").succeeded().replaceAll("\\s+", " ");
        assertThat(story)
                .contains("refused at", "May " + first() + " do s3:PutObject", "the endpoint " + network.endpoint())
                .contains("DENIED by the identity-based policy", "put-role-policy --role-name reader");
        assertThat(log().succeeded().lines().toList().getLast())
                .contains(" DENIED s3:PutObject arn:aws:s3:::small-network/note from " + first())
                .contains("by gateway-endpoint " + network.endpoint()
                        + ": identity-based policy, there is none that allows");
        assertThat(why("--last", network.instances().get(1)).errors()).contains("was refused lately");
    }

    @Test
    void tellsOfPacketsThatWereReallyDropped() {
        cloud.exec(first(), directory, "nc", "-z", "-w", "1", "192.0.2.7", "8443");
        assertThat(why("--last", "FIRST").succeeded().replaceAll("\\s+", " "))
                .contains("refused at", "Does tcp from " + first() + " reach 192.0.2.7:8443?")
                .contains("STOP route table", "no route to 192.0.2.7");
        assertThat(log().succeeded()).contains(" DENIED tcp 192.0.2.7:8443 from " + first() + ": route table rtb-");
    }

    private Finished log() {
        return ChildJvm.run(
                Map.of(),
                directory,
                "dev.postern.cli.Main",
                "log",
                "--data",
                cloud.data().toString());
    }

    @Test
    void isACheckAndSpeaksJson() {
        Finished otherwise = why("host", "s3:ListBucket", "s3://small-network", "--expect", "denied", "--json");
        assertThat(otherwise.exitCode()).isEqualTo(1);
        assertThat(otherwise.errors()).contains("expected denied, and it is allowed");
        assertThat(otherwise.output()).contains("\"verdict\" : \"allowed\"", "\"kind\" : \"api-port\"");
    }
}
