package dev.postern.server;

import dev.postern.guest.imds.RoleCredentials;
import dev.postern.model.AccountId;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.request.Ids;
import dev.postern.model.time.Passage;
import dev.postern.server.gateway.ServiceDescriptor;
import dev.postern.server.network.Names;
import dev.postern.server.oidc.Issuers;
import dev.postern.server.verify.checks.Checks;
import dev.postern.server.why.Decisions;
import dev.postern.server.why.Packets;
import dev.postern.server.why.Requests;
import dev.postern.server.why.Why;
import dev.postern.services.accessanalyzer.AccessAnalyzerService;
import dev.postern.services.acm.AcmService;
import dev.postern.services.authorization.AccessAnalyzerPermissions;
import dev.postern.services.authorization.AcmPermissions;
import dev.postern.services.authorization.AuthorizationMessages;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.CloudTrailPermissions;
import dev.postern.services.authorization.Ec2Permissions;
import dev.postern.services.authorization.Elbv2Permissions;
import dev.postern.services.authorization.IamPermissions;
import dev.postern.services.authorization.InstanceConnectPermissions;
import dev.postern.services.authorization.KmsPermissions;
import dev.postern.services.authorization.OrganizationsPermissions;
import dev.postern.services.authorization.Route53Permissions;
import dev.postern.services.authorization.S3ControlPermissions;
import dev.postern.services.authorization.Sessions;
import dev.postern.services.authorization.SnsPermissions;
import dev.postern.services.authorization.SsmPermissions;
import dev.postern.services.authorization.StsPermissions;
import dev.postern.services.cloudtrail.CloudTrailService;
import dev.postern.services.cloudtrail.EventHistory;
import dev.postern.services.dynamodb.DynamoDbPermissions;
import dev.postern.services.dynamodb.DynamoDbService;
import dev.postern.services.dynamodb.TableLife;
import dev.postern.services.ec2.AccountBootstrap;
import dev.postern.services.ec2.Ec2Service;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.ec2.endpoints.EndpointLife;
import dev.postern.services.ec2.endpointservices.DeletedServices;
import dev.postern.services.ec2.endpointservices.LapsedRequests;
import dev.postern.services.ec2.endpointservices.PrivateNames;
import dev.postern.services.ec2.flowlogs.FlowLogDelivery;
import dev.postern.services.ec2.instances.InstanceLifecycle;
import dev.postern.services.ec2.natgateways.NatGatewayLife;
import dev.postern.services.ec2.peering.PassingPeerings;
import dev.postern.services.ec2.publicaccess.PublicAccessLife;
import dev.postern.services.elbv2.Elbv2Service;
import dev.postern.services.elbv2.LeavingTargets;
import dev.postern.services.elbv2.LoadBalancerLife;
import dev.postern.services.iam.IamService;
import dev.postern.services.iam.InstanceCredentials;
import dev.postern.services.instanceconnect.Ec2InstanceConnectService;
import dev.postern.services.instanceconnect.PushedKeys;
import dev.postern.services.kms.KeyLife;
import dev.postern.services.kms.KmsService;
import dev.postern.services.organizations.OrganizationsService;
import dev.postern.services.route53.Route53Service;
import dev.postern.services.s3.EventPost;
import dev.postern.services.s3.LifecycleSweep;
import dev.postern.services.s3.RestoreSweep;
import dev.postern.services.s3.RestoreTimes;
import dev.postern.services.s3.S3ControlService;
import dev.postern.services.s3.S3Service;
import dev.postern.services.sns.SnsService;
import dev.postern.services.ssm.SsmService;
import dev.postern.services.sts.IssuerKeys;
import dev.postern.services.sts.StsService;
import dev.postern.storage.Cloud;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.wire.protocol.AwsJson;
import dev.postern.wire.protocol.AwsQuery;
import dev.postern.wire.protocol.AwsRestJson;
import dev.postern.wire.protocol.AwsRestXml;
import dev.postern.wire.protocol.AwsService;
import dev.postern.wire.protocol.Ec2Query;
import dev.postern.wire.protocol.OperationTable;
import dev.postern.wire.protocol.ServiceModel;
import dev.postern.wire.sigv4.CredentialStore;
import dev.postern.wire.sigv4.ErrorStyle;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.accessanalyzer.AccessAnalyzerClient;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2instanceconnect.Ec2InstanceConnectClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Which service speaks which protocol. */
final class Wiring {
    /** What comes to pass by time alone. */
    static final List<Passage> PASSAGES = List.of(
            new EndpointLife(),
            LapsedRequests.BY_DEFAULT,
            new DeletedServices(),
            new PrivateNames(),
            new PassingPeerings(),
            new NatGatewayLife(),
            NatGatewayLife.FORGOTTEN,
            new PublicAccessLife(),
            PublicAccessLife.FORGOTTEN,
            InstanceLifecycle.FORGOTTEN,
            Idempotency.FORGOTTEN,
            Sessions.FORGOTTEN,
            Sessions.OF_USERS_FORGOTTEN,
            Route53Service.FORGOTTEN,
            SnsService.FORGOTTEN,
            new LoadBalancerLife(),
            new LeavingTargets(),
            new TableLife(),
            new KeyLife(new Ids(new SecureRandom())));

    /** Where the operator says how many times as fast as on AWS archived objects are restored. */
    private static final String RESTORE_SPEED = "POSTERN_RESTORE_SPEED";

    private Wiring() {}

    /** What lets objects go by the rules of their buckets; apart from other upkeep, which a large bucket is not to keep waiting. */
    static Upkeep lifecycles(Cloud cloud, ObjectStore objects, EventPost post, Ids ids, Clock clock) {
        LifecycleSweep sweep = new LifecycleSweep(cloud::snapshot, objects, post, ids);
        RestoreSweep restores = new RestoreSweep(cloud::snapshot, objects, post, ids);
        return new Upkeep(() -> {
            try {
                restores.tend(clock.instant());
            } finally {
                sweep.tend(clock.instant());
            }
        });
    }

    /** How long restores of archived objects take, as the operator says. */
    static RestoreTimes restoreTimes() {
        try {
            return RestoreTimes.parse(System.getenv().getOrDefault(RESTORE_SPEED, ""));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(RESTORE_SPEED + " takes " + e.getMessage());
        }
    }

    /** The services where nobody asks targets of load balancers whether they are well, and flow logs are in nobody's way. */
    static List<ServiceDescriptor> services(
            Cloud cloud,
            Authorizer authorizer,
            Host host,
            Quotas quotas,
            PushedKeys pushedKeys,
            SnsService sns,
            DynamoDbService dynamoDb) {
        return services(
                cloud,
                authorizer,
                host,
                quotas,
                pushedKeys,
                sns,
                dynamoDb,
                () -> TargetHealth.NONE,
                FlowLogDelivery.UNDISTURBED,
                EventHistory.NONE,
                AuthorizationMessages.passing());
    }

    static List<ServiceDescriptor> services(
            Cloud cloud,
            Authorizer authorizer,
            Host host,
            Quotas quotas,
            PushedKeys pushedKeys,
            SnsService sns,
            DynamoDbService dynamoDb,
            Supplier<TargetHealth> targets,
            FlowLogDelivery flowLogs,
            EventHistory events,
            AuthorizationMessages messages) {
        return services(
                cloud,
                authorizer,
                host,
                quotas,
                pushedKeys,
                sns,
                dynamoDb,
                targets,
                flowLogs,
                events,
                messages,
                issuers(System.getenv().getOrDefault(Issuers.VARIABLE, "")));
    }

    private static IssuerKeys issuers(String named) {
        try {
            return Issuers.parse(named);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(String.valueOf(e.getMessage()));
        }
    }

    static List<ServiceDescriptor> services(
            Cloud cloud,
            Authorizer authorizer,
            Host host,
            Quotas quotas,
            PushedKeys pushedKeys,
            SnsService sns,
            DynamoDbService dynamoDb,
            Supplier<TargetHealth> targets,
            FlowLogDelivery flowLogs,
            EventHistory events,
            AuthorizationMessages messages,
            IssuerKeys issuers) {
        ServiceModel route53 = ServiceModel.load("route53");
        return List.of(
                new ServiceDescriptor(
                        new Ec2Query(),
                        OperationTable.of(
                                Ec2Client.class,
                                new Ec2Service(cloud, host, quotas, flowLogs),
                                ServiceModel.load("ec2")),
                        ErrorStyle.EC2,
                        new Ec2Permissions(messages)),
                new ServiceDescriptor(
                        AwsQuery.iam(),
                        OperationTable.of(IamClient.class, new IamService(cloud), ServiceModel.load("iam")),
                        ErrorStyle.QUERY,
                        new IamPermissions()),
                new ServiceDescriptor(
                        AwsQuery.sts(),
                        OperationTable.of(
                                StsClient.class,
                                new StsService(cloud, authorizer, messages, issuers),
                                ServiceModel.load("sts")),
                        ErrorStyle.QUERY,
                        new StsPermissions()),
                new ServiceDescriptor(
                        new AwsJson("1.1"),
                        OperationTable.of(
                                Ec2InstanceConnectClient.class,
                                new Ec2InstanceConnectService(cloud, pushedKeys),
                                ServiceModel.load("ec2-instance-connect")),
                        ErrorStyle.JSON,
                        new InstanceConnectPermissions()),
                new ServiceDescriptor(
                        new AwsJson("1.1"),
                        OperationTable.of(
                                SsmClient.class, new SsmService(host.architecture()), ServiceModel.load("ssm")),
                        ErrorStyle.JSON,
                        new SsmPermissions()),
                new ServiceDescriptor(
                        AwsQuery.sns(),
                        OperationTable.of(SnsClient.class, sns, ServiceModel.load("sns")),
                        ErrorStyle.QUERY,
                        new SnsPermissions()),
                new ServiceDescriptor(
                        AwsRestXml.route53(route53),
                        OperationTable.of(Route53Client.class, new Route53Service(cloud), route53),
                        ErrorStyle.QUERY,
                        new Route53Permissions()),
                new ServiceDescriptor(
                        AwsQuery.elasticLoadBalancing(),
                        OperationTable.of(
                                ElasticLoadBalancingV2Client.class,
                                new Elbv2Service(cloud, targets),
                                ServiceModel.load("elasticloadbalancing")),
                        ErrorStyle.QUERY,
                        new Elbv2Permissions()),
                acm(cloud),
                kms(cloud, authorizer),
                dynamoDb(dynamoDb),
                s3Control(cloud),
                organizations(cloud),
                cloudTrail(cloud, events),
                accessAnalyzer());
    }

    private static ServiceDescriptor accessAnalyzer() {
        ServiceModel model = ServiceModel.load("access-analyzer");
        return new ServiceDescriptor(
                new AwsRestJson(model),
                OperationTable.of(AccessAnalyzerClient.class, new AccessAnalyzerService(), model),
                ErrorStyle.JSON,
                new AccessAnalyzerPermissions());
    }

    private static ServiceDescriptor cloudTrail(Cloud cloud, EventHistory events) {
        return new ServiceDescriptor(
                new AwsJson("1.1"),
                OperationTable.of(
                        CloudTrailClient.class,
                        new CloudTrailService(cloud, new Authorizer(), events),
                        ServiceModel.load("cloudtrail")),
                ErrorStyle.JSON,
                new CloudTrailPermissions());
    }

    private static ServiceDescriptor dynamoDb(DynamoDbService service) {
        return new ServiceDescriptor(
                AwsJson.dynamoDb(),
                OperationTable.of(DynamoDbClient.class, service, ServiceModel.load("dynamodb")),
                ErrorStyle.JSON,
                new DynamoDbPermissions());
    }

    private static ServiceDescriptor s3Control(Cloud cloud) {
        ServiceModel model = ServiceModel.load(AwsService.S3_CONTROL);
        return new ServiceDescriptor(
                AwsRestXml.s3Control(model),
                OperationTable.of(S3ControlClient.class, new S3ControlService(cloud), model),
                ErrorStyle.S3,
                new S3ControlPermissions());
    }

    private static ServiceDescriptor acm(Cloud cloud) {
        return new ServiceDescriptor(
                new AwsJson("1.1"),
                OperationTable.of(AcmClient.class, new AcmService(cloud), ServiceModel.load("acm")),
                ErrorStyle.JSON,
                new AcmPermissions());
    }

    private static ServiceDescriptor kms(Cloud cloud, Authorizer authorizer) {
        return new ServiceDescriptor(
                new AwsJson("1.1"),
                OperationTable.of(KmsClient.class, new KmsService(cloud, authorizer), ServiceModel.load("kms")),
                ErrorStyle.JSON,
                new KmsPermissions());
    }

    private static ServiceDescriptor organizations(Cloud cloud) {
        return new ServiceDescriptor(
                AwsJson.organizations(),
                OperationTable.of(
                        OrganizationsClient.class,
                        new OrganizationsService(cloud, AccountBootstrap::create),
                        ServiceModel.load("organizations")),
                ErrorStyle.JSON,
                new OrganizationsPermissions());
    }

    /** The checks of perimeters, which ask all services. */
    static Checks checks(
            AccountId self,
            S3Service s3,
            Authorizer authorizer,
            List<ServiceDescriptor> services,
            Clock clock,
            Ids ids) {
        Checks checks = new Checks(self, s3, authorizer, clock, ids);
        services.forEach(service -> checks.with(service.permissions(), service.operations()::names));
        return checks;
    }

    static Why why(
            Cloud cloud,
            Packets packets,
            Names names,
            AccountId firstAccount,
            InstanceCredentials instanceCredentials,
            CredentialStore credentials,
            Decisions decisions,
            Clock clock,
            Ids ids) {
        return new Why(
                cloud::snapshot,
                packets,
                new Requests(firstAccount, names, instanceCredentials, credentials, decisions, clock, ids));
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
