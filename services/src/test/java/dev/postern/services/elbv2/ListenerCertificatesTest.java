package dev.postern.services.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.storage.Cloud;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Certificate;

/** How many certificates requests name, and balancers have. */
class ListenerCertificatesTest {
    private static final String ONE =
            "ValidationError: Up to '1' certificate ARNs can be specified, but '2' were specified";

    private final BalancerFixture fixture = new BalancerFixture();
    private final String balancer = fixture.balancer().loadBalancerArn();
    private final String group = fixture.group("targets", r -> {});

    @Test
    void aRequestNamesOne() {
        Certificate first = certificate(1);
        Certificate second = certificate(2);
        assertThat(fixture.refusal(c -> c.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol("TLS")
                        .port(443)
                        .certificates(first, second)
                        .defaultActions(BalancerFixture.forward(group)))))
                .isEqualTo(ONE);
        String listener = listener(443, first);
        assertThat(fixture.refusal(c ->
                        c.addListenerCertificates(r -> r.listenerArn(listener).certificates(first, second))))
                .isEqualTo(ONE);
        assertThat(fixture.refusal(c -> c.removeListenerCertificates(
                        r -> r.listenerArn(listener).certificates(first, second))))
                .isEqualTo(ONE);
    }

    @Test
    void aBalancerHasTwentyFiveBesideTheDefaultOnesOfItsListeners() {
        String first = listener(443, certificate(1));
        String second = listener(8443, certificate(2));
        for (int i = 0; i < 25; i++) {
            add(i < 12 ? first : second, certificate(100 + i));
        }
        Certificate more = certificate(200);
        assertThat(fixture.refusal(
                        c -> c.addListenerCertificates(r -> r.listenerArn(first).certificates(more))))
                .isEqualTo("TooManyCertificates: The maximum number of certificates per load balancer is 25");
        add(first, certificate(100));
        assertThat(fixture.ask(c -> c.describeListenerCertificates(r -> r.listenerArn(second)))
                        .certificates())
                .hasSize(14);
    }

    private void add(String listener, Certificate certificate) {
        fixture.ask(c -> c.addListenerCertificates(r -> r.listenerArn(listener).certificates(certificate)));
    }

    private String listener(int port, Certificate certificate) {
        return fixture.ask(c -> c.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol("TLS")
                        .port(port)
                        .certificates(certificate)
                        .defaultActions(BalancerFixture.forward(group))))
                .listeners()
                .getFirst()
                .listenerArn();
    }

    private Certificate certificate(int number) {
        var certificate = new dev.postern.model.acm.Certificate(
                fixture.ec2.scope(),
                "%08d-2222-4333-8444-555555555555".formatted(number),
                "",
                Optional.empty(),
                "",
                fixture.ec2.now,
                fixture.ec2.now,
                Tags.NONE);
        fixture.ec2.cloud.commit(_ -> new Cloud.Outcome<>(Change.put(certificate), true));
        return Certificate.builder()
                .certificateArn(certificate.arn().toString())
                .build();
    }
}
