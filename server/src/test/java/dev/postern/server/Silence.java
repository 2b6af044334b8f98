package dev.postern.server;

import dev.postern.model.Region;
import dev.postern.server.gateway.ServiceDescriptor;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.dynamodb.DynamoDbService;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.instanceconnect.PushedKeys;
import dev.postern.services.sns.Post;
import dev.postern.services.sns.Signer;
import dev.postern.services.sns.SnsService;
import dev.postern.storage.Cloud;
import dev.postern.storage.items.ItemStore;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Services with nothing behind them: SNS where nobody brings what it sends, DynamoDB without items. */
final class Silence {
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

    private Silence() {}

    /** All services, for who looks at them and asks nothing. */
    static List<ServiceDescriptor> services(Cloud cloud) {
        return Wiring.services(
                cloud,
                new Authorizer(),
                new Host("x86_64", id -> Optional.empty(), id -> true, new SecureRandom()),
                Quotas.DEFAULTS,
                new PushedKeys(),
                sns(cloud),
                dynamoDb(cloud));
    }

    static SnsService sns(Cloud cloud) {
        return sns(cloud, mail -> {});
    }

    static SnsService sns(Cloud cloud, Post post) {
        return new SnsService(cloud, post, NOBODY);
    }

    /** For who looks at the service and asks nothing of it. */
    private static DynamoDbService dynamoDb(Cloud cloud) {
        ItemStore none = (ItemStore) Proxy.newProxyInstance(
                Silence.class.getClassLoader(), new Class<?>[] {ItemStore.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        return new DynamoDbService(cloud, none);
    }
}
