package dev.postern.server.sns;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.model.sns.Topic;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.ec2.endpointservices.ConnectionNews;
import dev.postern.services.sns.SnsService;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Tells topics what became of connections, as far as their policies let EC2 publish. One thread calls it. */
final class Announcer {
    private static final String SERVICE = "vpce.amazonaws.com";

    private final SnsService sns;
    private final Authorizer authorizer;
    private final Ids ids;
    private final Clock clock;
    private Snapshot last;

    Announcer(SnsService sns, Authorizer authorizer, Ids ids, Clock clock, Snapshot now) {
        this.sns = sns;
        this.authorizer = authorizer;
        this.ids = ids;
        this.clock = clock;
        this.last = now;
    }

    void committed(Snapshot now) {
        List<ConnectionNews> news = ConnectionNews.between(last, now);
        last = now;
        for (ConnectionNews one : news) {
            topic(now, one.notification().topicArn())
                    .filter(topic -> authorizer.serviceMayPublish(now, SERVICE, topic, key -> source(one, key)))
                    .ifPresent(
                            topic -> sns.announce(now, topic, ids.uuid(), one.subject(), one.text(), clock.instant()));
        }
    }

    private static List<String> source(ConnectionNews news, String key) {
        return switch (key) {
            case "aws:sourcearn" -> List.of(news.sourceArn());
            case "aws:sourceaccount" ->
                List.of(news.notification().scope().account().value());
            default -> List.of();
        };
    }

    private static Optional<Topic> topic(Snapshot now, String arn) {
        return Arn.parse(arn)
                .flatMap(parsed -> Region.find(parsed.region())
                        .flatMap(region -> now.find(
                                Topic.class, new Scope(new AccountId(parsed.account()), region), parsed.resource())));
    }
}
