package dev.postern.server.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.net.Cidr;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines of the kernel: which of them are of neighbours. */
final class OnLinkRoutesTest {
    private static final String ZERO = "00000000000000000000000000000000";

    private static Optional<Cidr> ipv4(String destination, String gateway, String flags, String mask) {
        return OnLinkRoutes.ipv4(
                "eth0\t%s\t%s\t%s\t0\t0\t100\t%s\t0\t0\t0   ".formatted(destination, gateway, flags, mask));
    }

    private static Optional<Cidr> ipv6(String destination, String length, String hop, String flags) {
        return OnLinkRoutes.ipv6("%s %s %s 00 %s 00000400 00000001 00000000 %s     eth0"
                .formatted(destination, length, ZERO, hop, flags));
    }

    @Test
    void whatHasNoGatewayIsOnTheLink() {
        assertThat(ipv4("00040808", "00000000", "0001", "00FFFFFF")).contains(Cidr.of("8.8.4.0/24"));
        assertThat(ipv4("04040808", "00000000", "0005", "FFFFFFFF")).contains(Cidr.of("8.8.4.4/32"));
        assertThat(ipv6("2a000005000500070000000000000000", "40", ZERO, "00000001"))
                .contains(Cidr.of("2a00:5:5:7::/64"));
        assertThat(ipv6("2a000005000500070000000000000001", "80", ZERO, "00000005"))
                .contains(Cidr.of("2a00:5:5:7::1/128"));
    }

    @Test
    void whatLeadsElsewhereIsNot() {
        assertThat(ipv4("00040808", "0107A8C0", "0003", "00FFFFFF"))
                .as("a gateway")
                .isEmpty();
        assertThat(ipv4("00040808", "00000000", "0201", "00FFFFFF"))
                .as("refused")
                .isEmpty();
        assertThat(ipv6("2a000005000500070000000000000000", "40", "fe80" + ZERO.substring(5) + "1", "00000003"))
                .as("a gateway")
                .isEmpty();
        assertThat(ipv6("2a000005000500070000000000000000", "30", ZERO, "00200200"))
                .as("refused")
                .isEmpty();
        assertThat(ipv6("2a000005000500070000000000000002", "80", ZERO, "80200001"))
                .as("its own address")
                .isEmpty();
    }

    @Test
    void theDefaultRouteIsNoLinkAlsoInParts() {
        for (String mask : List.of("00000000", "00000080", "000000FE")) {
            assertThat(ipv4("00000000", "00000000", "0001", mask)).as(mask).isEmpty();
        }
        assertThat(ipv4("00000008", "00000000", "0001", "000000FF")).contains(Cidr.of("8.0.0.0/8"));
        for (String length : List.of("00", "01", "03", "07")) {
            assertThat(ipv6("2" + ZERO.substring(1), length, ZERO, "00000001"))
                    .as(length)
                    .isEmpty();
        }
    }
}
