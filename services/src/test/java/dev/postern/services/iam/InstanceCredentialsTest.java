package dev.postern.services.iam;

import static dev.postern.model.iam.RoleDelivery.IMDS_V1;
import static dev.postern.model.iam.RoleDelivery.IMDS_V2;
import static dev.postern.services.authorization.TestAccount.ACCOUNT;
import static dev.postern.services.authorization.TestAccount.NOW;
import static dev.postern.services.authorization.TestAccount.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.ImageId;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.InstanceProfileAssociationId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.ReservationId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.request.Caller;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.TestAccount;
import dev.postern.services.iam.InstanceCredentials.Delivered;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstanceCredentialsTest {
    private final TestAccount account = new TestAccount();
    private final IamService iam = account.iam();

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void instanceGetsItsRolesCredentialsAndKeepsThemUntilNearTheirEnd() {
        Instance instance = instanceWithRole("ec2.amazonaws.com");
        Delivered first = at(NOW).of(instance, IMDS_V2).orElseThrow();
        assertThat(first.accessKeyId()).startsWith("ASIA");
        assertThat(first.roleName()).isEqualTo("app");
        assertThat(first.profileArn()).isEqualTo("arn:aws:iam::111122223333:instance-profile/app");
        assertThat(first.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(6)));
        assertThat(at(NOW.plus(Duration.ofHours(5))).of(instance, IMDS_V2)).contains(first);

        Delivered second = at(first.expiresAt().minus(Duration.ofMinutes(6)))
                .of(instance, IMDS_V2)
                .orElseThrow();
        assertThat(second.accessKeyId()).isNotEqualTo(first.accessKeyId());
        assertThat(new SnapshotCredentials(account.cloud()).find(second.accessKeyId()))
                .hasValueSatisfying(found -> {
                    assertThat(found.caller().arn())
                            .isEqualTo("arn:aws:sts::111122223333:assumed-role/app/i-0123456789abcdef0");
                    assertThat(found.sessionToken()).contains(second.token());
                    assertThat(found.expiresAt()).contains(second.expiresAt());
                });
    }

    @Test
    void whoAsksWithoutATokenGetsCredentialsOfTheirOwn() {
        Instance instance = instanceWithRole("ec2.amazonaws.com");
        InstanceCredentials credentials = at(NOW);
        String first = credentials.of(instance, IMDS_V1).orElseThrow().accessKeyId();
        String second = credentials.of(instance, IMDS_V2).orElseThrow().accessKeyId();
        assertThat(second).isNotEqualTo(first);
        assertThat(at(NOW).of(instance, IMDS_V1).orElseThrow().accessKeyId()).isEqualTo(first);
        assertThat(at(NOW).of(instance, IMDS_V2).orElseThrow().accessKeyId()).isEqualTo(second);
        assertThat(roleDelivery(first)).containsExactly("1.0");
        assertThat(roleDelivery(second)).containsExactly("2.0");
    }

    private List<String> roleDelivery(String accessKeyId) {
        Caller caller = new SnapshotCredentials(account.cloud())
                .find(accessKeyId)
                .orElseThrow()
                .caller();
        return Authorizer.keys(account.cloud().snapshot(), account.context(caller))
                .values("ec2:roledelivery");
    }

    @Test
    void roleThatDoesNotTrustEc2IsNotDelivered() {
        assertThat(at(NOW).of(instanceWithRole("lambda.amazonaws.com"), IMDS_V2))
                .isEmpty();
    }

    @Test
    void sessionsOfADeletedRoleAreWorthNothing() {
        Instance instance = instanceWithRole("ec2.amazonaws.com");
        Delivered delivered = at(NOW).of(instance, IMDS_V2).orElseThrow();
        account.asRoot(() -> iam.removeRoleFromInstanceProfile(
                r -> r.instanceProfileName("app").roleName("app")));
        account.asRoot(() -> iam.deleteRole(r -> r.roleName("app")));
        assertThat(new SnapshotCredentials(account.cloud()).find(delivered.accessKeyId()))
                .isEmpty();
        assertThat(at(NOW).of(instance, IMDS_V2)).isEmpty();
    }

    private InstanceCredentials at(Instant now) {
        return new InstanceCredentials(
                account.cloud(), account.authorizer(), Clock.fixed(now, ZoneOffset.UTC), account.ids());
    }

    private Instance instanceWithRole(String trusted) {
        account.asRoot(() -> iam.createRole(
                r -> r.roleName("app").assumeRolePolicyDocument(trust("{'Service':'" + trusted + "'}"))));
        account.asRoot(() -> iam.createInstanceProfile(r -> r.instanceProfileName("app")));
        account.asRoot(() ->
                iam.addRoleToInstanceProfile(r -> r.instanceProfileName("app").roleName("app")));
        Instance instance = new Instance(
                new Scope(ACCOUNT, Region.US_EAST_1),
                new InstanceId("i-0123456789abcdef0"),
                new Instance.Launch(
                        new ReservationId("r-0123456789abcdef0"),
                        0,
                        new ImageId("ami-0123456789abcdef0"),
                        Optional.empty(),
                        Optional.empty()),
                new Instance.Placement(
                        new VpcId("vpc-0123456789abcdef0"),
                        new SubnetId("subnet-0123456789abcdef0"),
                        new NetworkInterfaceId("eni-0123456789abcdef0")),
                new Instance.Life(Instance.State.RUNNING, NOW, Optional.empty(), NOW, 1),
                new Instance.Options(
                        "t3.micro",
                        Optional.empty(),
                        Optional.of(new Instance.ProfileAssociation(
                                new InstanceProfileAssociationId("iip-assoc-0123456789abcdef0"), "app", NOW)),
                        new Instance.MetadataOptions("required", 1, true, false, false),
                        false,
                        "stop",
                        PrivateNames.DEFAULT),
                Tags.NONE);
        account.commit(Change.put(instance));
        return instance;
    }
}
