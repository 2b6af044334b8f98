package dev.postern.server;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.request.Ids;
import dev.postern.server.gateway.ServiceDescriptor;
import dev.postern.server.network.Names;
import dev.postern.server.verify.Perimeter;
import dev.postern.server.why.Decisions;
import dev.postern.server.why.Packets;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.dynamodb.DynamoDbService;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.iam.InstanceCredentials;
import dev.postern.services.iam.SnapshotCredentials;
import dev.postern.services.instanceconnect.PushedKeys;
import dev.postern.services.s3.S3Service;
import dev.postern.services.sns.Signer;
import dev.postern.services.sns.SnsService;
import dev.postern.storage.Cloud;
import dev.postern.storage.items.ItemStore;
import dev.postern.storage.objects.ObjectStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A cloud of which nothing runs, no network, instance or listener: what a server would foretell of it. */
public final class OnPaper {
    private OnPaper() {}

    /** Nothing is sent that would have to be signed. */
    private static final Signer NOBODY = new Signer() {
        @Override
        public String sign(String text, int version) {
            return "";
        }

        @Override
        public String certificateUrl(Region region) {
            return "";
        }
    };

    /** A cloud in which nothing changes. */
    private record Still(Snapshot snapshot) implements Cloud {
        @Override
        public <R> R commit(Function<Snapshot, Outcome<R>> handler) {
            throw new IllegalStateException("nothing on paper changes a cloud");
        }

        @Override
        public void onCommit(Consumer<Snapshot> listener) {}
    }

    /**
     * What holds perimeters against a state.
     *
     * @param self the account that perimeters call so
     */
    public static Perimeter perimeter(
            Snapshot state, ObjectStore objects, ItemStore items, AccountId self, Clock clock, Ids ids) {
        Cloud cloud = new Still(state);
        Authorizer authorizer = new Authorizer();
        S3Service s3 = new S3Service(cloud, objects, authorizer);
        List<ServiceDescriptor> services = Wiring.services(
                cloud,
                authorizer,
                new Host("x86_64", _ -> Optional.empty(), _ -> true, new SecureRandom()),
                Quotas.DEFAULTS,
                new PushedKeys(),
                new SnsService(cloud, _ -> {}, NOBODY),
                new DynamoDbService(cloud, items));
        Names names = new Names(cloud::snapshot, () -> TargetHealth.NONE);
        return new Perimeter(
                cloud::snapshot,
                Wiring.why(
                        cloud,
                        new Packets(names),
                        names,
                        self,
                        new InstanceCredentials(cloud, authorizer, clock, ids),
                        new SnapshotCredentials(cloud),
                        new Decisions(s3, authorizer, services),
                        clock,
                        ids),
                Wiring.checks(self, s3, authorizer, services, clock, ids));
    }
}
