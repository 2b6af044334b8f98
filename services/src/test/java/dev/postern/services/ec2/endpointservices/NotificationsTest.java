package dev.postern.services.ec2.endpointservices;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.ConnectionNotification.Event;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpoint.State;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.sns.Topic;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.ConnectionNotification;

class NotificationsTest {
    private static final AccountId CONSUMER = new AccountId("444455556666");
    private static final String TOPIC = "arn:aws:sns:us-east-1:111122223333:news";
    private static final String ENDPOINT = "vpce-0123456789abcdef0";

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String service = fixture.ask(c -> c.createVpcEndpointServiceConfiguration(
                    r -> r.networkLoadBalancerArns(Balancing.put(fixture, "lb", "us-east-1a"))))
            .serviceConfiguration()
            .serviceId();

    @Test
    void isOfAServiceAndATopicThatAreThere() {
        assertThat(fixture.refusal(c -> c.createVpcEndpointConnectionNotification(r ->
                        r.serviceId(service).connectionNotificationArn(TOPIC).connectionEvents("Connect"))))
                .isEqualTo("InvalidParameter: The SNS topic '" + TOPIC + "' does not exist.");
        assertThat(fixture.refusal(c -> c.createVpcEndpointConnectionNotification(
                        r -> r.connectionNotificationArn(TOPIC).connectionEvents("Connect"))))
                .startsWith("InvalidParameterCombination");
        ConnectionNotification made = make("Reject", "Connect", "Accept", "Connect");
        assertThat(made.connectionNotificationId()).matches("vpce-nfn-[0-9a-f]{17}");
        assertThat(made.serviceId()).isEqualTo(service);
        assertThat(made.connectionEvents()).containsExactly("Accept", "Connect", "Reject");
        assertThat(made.connectionNotificationStateAsString()).isEqualTo("Enabled");
        assertThat(made.connectionNotificationTypeAsString()).isEqualTo("Topic");
        assertThat(fixture.ask(c -> c.describeVpcEndpointConnectionNotifications(
                                r -> r.filters(filter("service-id", service))))
                        .connectionNotificationSet())
                .containsExactly(made);
        String id = made.connectionNotificationId();
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointConnectionNotification(
                        r -> r.connectionNotificationId(id).connectionEvents("Sneeze"))))
                .startsWith("InvalidParameterValue: Invalid value 'Sneeze'");
        fixture.ask(c -> c.modifyVpcEndpointConnectionNotification(
                r -> r.connectionNotificationId(id).connectionEvents("Delete")));
        assertThat(fixture.ask(c -> c.describeVpcEndpointConnectionNotifications(r -> r.connectionNotificationId(id)))
                        .connectionNotificationSet()
                        .getFirst()
                        .connectionEvents())
                .containsExactly("Delete");
        assertThat(fixture.ask(c -> c.deleteVpcEndpointConnectionNotifications(
                                r -> r.connectionNotificationIds(id, "vpce-nfn-0123456789abcdef0")))
                        .unsuccessful())
                .singleElement()
                .satisfies(refused -> assertThat(refused.error().code()).isEqualTo("InvalidConnectionNotification"));
        assertThat(fixture.refusal(
                        c -> c.describeVpcEndpointConnectionNotifications(r -> r.connectionNotificationId(id))))
                .isEqualTo("InvalidConnectionNotification: The connection notification ID '" + id + "' does not exist");
    }

    @Test
    void tellsOfEachChangeOnce() {
        ConnectionNotification made = make("Accept", "Connect", "Reject", "Delete");
        assertThat(news(State.PENDING_ACCEPTANCE)).containsExactly(Event.CONNECT);
        Snapshot before = fixture.cloud.snapshot();
        assertThat(news(State.PENDING)).containsExactly(Event.ACCEPT);
        assertThat(ConnectionNews.between(before, fixture.cloud.snapshot()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.sourceArn())
                            .isEqualTo("arn:aws:ec2:us-east-1:111122223333:vpc-endpoint-service/" + service);
                    assertThat(one.text())
                            .isEqualTo("{\"event\":\"Accept\",\"vpcEndpointId\":\"" + ENDPOINT
                                    + "\",\"vpcEndpointOwner\":\"444455556666\",\"vpcEndpointState\":\"pending\","
                                    + "\"serviceName\":\"com.amazonaws.vpce.us-east-1." + service
                                    + "\",\"connectionNotificationId\":\"" + made.connectionNotificationId() + "\"}");
                });
        assertThat(news(State.AVAILABLE)).isEmpty();
        assertThat(news(State.REJECTED)).containsExactly(Event.REJECT);
        assertThat(news(State.DELETING)).containsExactly(Event.DELETE);
        Snapshot deleting = fixture.cloud.snapshot();
        VpcEndpoint last = deleting.find(VpcEndpoint.class, new Scope(CONSUMER, fixture.region), ENDPOINT)
                .orElseThrow();
        fixture.cloud.commit(snapshot -> new Outcome<>(Change.remove(last), true));
        assertThat(ConnectionNews.between(deleting, fixture.cloud.snapshot())).isEmpty();
    }

    @Test
    void whatNeverCameAboutConnectedToNothing() {
        make("Accept", "Connect", "Reject", "Delete");
        assertThat(news(State.FAILED)).isEmpty();
        assertThat(news(State.DELETING)).isEmpty();
    }

    @Test
    void tellsOnlyWhatIsAskedFor() {
        make("Reject");
        assertThat(news(State.PENDING)).isEmpty();
        assertThat(news(State.REJECTED)).containsExactly(Event.REJECT);
    }

    private ConnectionNotification make(String... events) {
        put(new Topic(fixture.scope(), "news", "", Optional.empty(), 1, fixture.now, Tags.NONE));
        return fixture.ask(c -> c.createVpcEndpointConnectionNotification(r ->
                        r.serviceId(service).connectionNotificationArn(TOPIC).connectionEvents(events)))
                .connectionNotification();
    }

    /** What is told when an endpoint of another account comes into a state. */
    private List<Event> news(State state) {
        Snapshot before = fixture.cloud.snapshot();
        put(new VpcEndpoint(
                new Scope(CONSUMER, fixture.region),
                new VpcEndpointId(ENDPOINT),
                new VpcId("vpc-0123456789abcdef0"),
                "com.amazonaws.vpce.us-east-1." + service,
                state,
                fixture.now,
                Optional.empty(),
                new VpcEndpoint.Gateway(List.of()),
                fixture.now,
                Tags.NONE));
        return ConnectionNews.between(before, fixture.cloud.snapshot()).stream()
                .map(ConnectionNews::event)
                .toList();
    }

    private void put(Entity entity) {
        fixture.cloud.commit(snapshot -> new Outcome<>(Change.put(entity), true));
    }
}
