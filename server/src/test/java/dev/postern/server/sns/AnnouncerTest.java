package dev.postern.server.sns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.ConnectionNotification;
import dev.postern.model.ec2.ConnectionNotificationId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.request.Ids;
import dev.postern.model.sns.Subscription;
import dev.postern.model.sns.Topic;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.sns.Parcel;
import dev.postern.services.sns.Signer;
import dev.postern.services.sns.SnsService;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Scope PROVIDER = new Scope(new AccountId("111122223333"), Region.US_EAST_1);
    private static final Scope CONSUMER = new Scope(new AccountId("444455556666"), Region.US_EAST_1);
    private static final String SERVICE = "vpce-svc-0123456789abcdef0";
    private static final Topic TOPIC = new Topic(PROVIDER, "news", "", Optional.empty(), 1, NOW, Tags.NONE);
    private static final Signer SIGNER = new Signer() {
        @Override
        public String sign(String text, int version) {
            return "signed";
        }

        @Override
        public String certificateUrl(Region region) {
            return "https://sns." + region + ".amazonaws.com/key.pem";
        }
    };

    private final LedgerCloud cloud = new LedgerCloud(new MemoryLedger());
    private final List<Parcel> sent = new ArrayList<>();
    private final Announcer announcer = new Announcer(
            new SnsService(cloud, mail -> mail.forEach(one -> sent.add((Parcel) one)), SIGNER),
            new Authorizer(),
            new Ids(new Random(7)),
            Clock.fixed(NOW, ZoneOffset.UTC),
            cloud.snapshot());

    @Test
    void tellsATopicWhosePolicyLetsIt() {
        put(TOPIC.withPolicy(Optional.of(policy("111122223333"))));
        begin();
        connect("vpce-00000000000000001", VpcEndpoint.State.PENDING_ACCEPTANCE);
        assertThat(sent).singleElement().satisfies(parcel -> {
            assertThat(parcel.url()).isEqualTo("http://198.19.0.1/");
            assertThat(parcel.body())
                    .contains("\"Subject\" : \"VPC Endpoint Connection Notification: Connect\"")
                    .contains("\\\"vpcEndpointId\\\":\\\"vpce-00000000000000001\\\"");
        });
        connect("vpce-00000000000000001", VpcEndpoint.State.REJECTED);
        assertThat(sent).as("what nobody asked for").hasSize(1);
    }

    @Test
    void keepsQuietWhereThePolicyDoesNot() {
        put(TOPIC.withPolicy(Optional.of(policy("999999999999"))));
        begin();
        connect("vpce-00000000000000001", VpcEndpoint.State.PENDING_ACCEPTANCE);
        put(TOPIC.withPolicy(Optional.empty()));
        connect("vpce-00000000000000002", VpcEndpoint.State.PENDING_ACCEPTANCE);
        assertThat(sent).isEmpty();
    }

    private static String policy(String source) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"vpce.amazonaws.com"},\
                "Action":"SNS:Publish","Resource":"%s","Condition":{"StringEquals":{"aws:SourceAccount":"%s"},\
                "ArnLike":{"aws:SourceArn":"arn:aws:ec2:us-east-1:111122223333:vpc-endpoint-service/%s"}}}]}""".formatted(TOPIC.arn(), source, SERVICE);
    }

    private void begin() {
        put(new Subscription(
                PROVIDER,
                "news",
                "00000000-0000-4000-a000-000000000000",
                PROVIDER.account(),
                "http",
                "http://198.19.0.1/",
                new Subscription.Agreed("proof", false),
                false,
                NOW));
        put(new ConnectionNotification(
                PROVIDER,
                new ConnectionNotificationId("vpce-nfn-0123456789abcdef0"),
                SERVICE,
                TOPIC.arn().toString(),
                List.of(ConnectionNotification.Event.CONNECT)));
    }

    private void connect(String id, VpcEndpoint.State state) {
        put(new VpcEndpoint(
                CONSUMER,
                new VpcEndpointId(id),
                new VpcId("vpc-0123456789abcdef0"),
                "com.amazonaws.vpce.us-east-1." + SERVICE,
                state,
                NOW,
                Optional.empty(),
                new VpcEndpoint.Gateway(List.of()),
                NOW,
                Tags.NONE));
    }

    private void put(Entity entity) {
        cloud.commit(snapshot -> new Outcome<>(Change.put(entity), true));
        announcer.committed(cloud.snapshot());
    }
}
