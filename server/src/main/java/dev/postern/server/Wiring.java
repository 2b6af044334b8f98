package dev.postern.server;

import dev.postern.guest.imds.RoleCredentials;
import dev.postern.server.gateway.QueryApi;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.ec2.Ec2Service;
import dev.postern.services.ec2.Host;
import dev.postern.services.ec2.Quotas;
import dev.postern.services.iam.IamService;
import dev.postern.services.iam.InstanceCredentials;
import dev.postern.services.instanceconnect.Ec2InstanceConnectService;
import dev.postern.services.instanceconnect.PushedKeys;
import dev.postern.services.sts.StsService;
import dev.postern.storage.Cloud;
import dev.postern.wire.protocol.AwsJson;
import dev.postern.wire.protocol.AwsQuery;
import dev.postern.wire.protocol.Ec2Query;
import dev.postern.wire.protocol.OperationTable;
import dev.postern.wire.protocol.ServiceModel;
import dev.postern.wire.sigv4.ErrorStyle;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2instanceconnect.Ec2InstanceConnectClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Which service speaks which protocol. */
final class Wiring {
    private Wiring() {}

    static List<QueryApi> queryApis(
            Cloud cloud, Authorizer authorizer, Host host, Quotas quotas, PushedKeys pushedKeys) {
        return List.of(
                new QueryApi(
                        "ec2",
                        new Ec2Query(),
                        OperationTable.of(
                                Ec2Client.class, new Ec2Service(cloud, host, quotas), ServiceModel.load("ec2")),
                        ErrorStyle.EC2),
                new QueryApi(
                        "iam",
                        AwsQuery.iam(),
                        OperationTable.of(IamClient.class, new IamService(cloud), ServiceModel.load("iam")),
                        ErrorStyle.QUERY),
                new QueryApi(
                        "sts",
                        AwsQuery.sts(),
                        OperationTable.of(StsClient.class, new StsService(cloud, authorizer), ServiceModel.load("sts")),
                        ErrorStyle.QUERY),
                new QueryApi(
                        "ec2-instance-connect",
                        new AwsJson("1.1"),
                        OperationTable.of(
                                Ec2InstanceConnectClient.class,
                                new Ec2InstanceConnectService(cloud, pushedKeys),
                                ServiceModel.load("ec2-instance-connect")),
                        ErrorStyle.JSON));
    }

    static RoleCredentials.Credentials credentials(InstanceCredentials.Delivered delivered) {
        return new RoleCredentials.Credentials(
                delivered.roleName(),
                delivered.accessKeyId(),
                delivered.secret(),
                delivered.token(),
                delivered.issuedAt(),
                delivered.expiresAt());
    }
}
