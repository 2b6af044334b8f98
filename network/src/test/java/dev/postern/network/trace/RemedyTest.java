package dev.postern.network.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Cidr;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The AWS CLI's lines have the option of the target that they name. */
final class RemedyTest {
    private static final String DIGITS = "0123456789abcdef0";

    @Test
    void routesNameTheirTargetsAsTheAwsCliDoes() {
        RouteTableId table = new RouteTableId("rtb-" + DIGITS);
        Map<Route.Target, String> options = Map.of(
                new Route.ViaInternetGateway(new InternetGatewayId("igw-" + DIGITS)), "--gateway-id igw-",
                new Route.ViaNatGateway(new NatGatewayId("nat-" + DIGITS)), "--nat-gateway-id nat-",
                new Route.ViaPeering(new VpcPeeringConnectionId("pcx-" + DIGITS)), "--vpc-peering-connection-id pcx-",
                new Route.ViaNetworkInterface(new NetworkInterfaceId("eni-" + DIGITS)), "--network-interface-id eni-");
        options.forEach((target, option) -> {
            String begin = " --route-table-id " + table + " --destination-cidr-block 10.9.0.0/16 ";
            assertThat(new Remedy.CreateRoute(table, Cidr.of("10.9.0.0/16"), target).awsCommands())
                    .containsExactly("aws ec2 create-route" + begin + option + DIGITS);
            assertThat(new Remedy.ReplaceRoute(table, Cidr.of("10.9.0.0/16"), target).awsCommands())
                    .containsExactly("aws ec2 replace-route" + begin + option + DIGITS);
        });
    }
}
