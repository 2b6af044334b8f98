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
import dev.postern.services.sns.Announcement;
import dev.postern.services.sns.SnsService;
import dev.postern.storage.StorageException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Tells topics what became of connections, as far as their policies let EC2 publish. One thread calls it. */
final class Announcer {
    private static final System.Logger LOG = System.getLogger(Announcer.class.getName());
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
        List<Announcement> announcements = news.stream()
                .flatMap(one -> topic(now, one.notification().topicArn())
                        .filter(topic -> authorizer.serviceMayPublish(now, SERVICE, topic, key -> source(one, key)))
                        .map(topic -> new Announcement(topic, ids.uuid(), one.subject(), one.text(), clock.instant()))
                        .stream())
                .toList();
        try {
            sns.announce(now, announcements);
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "what became of connections is told to nobody: " + e.getMessage());
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
