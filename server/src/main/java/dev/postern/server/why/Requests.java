package dev.postern.server.why;

import dev.postern.explain.Door;
import dev.postern.explain.Explanation;
import dev.postern.explain.Fix;
import dev.postern.explain.Question;
import dev.postern.explain.Step;
import dev.postern.explain.TraceSteps;
import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.network.EndpointLocator;
import dev.postern.network.GatewayService;
import dev.postern.network.Holder;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Trace;
import dev.postern.server.network.Names;
import dev.postern.services.iam.InstanceCredentials;
import dev.postern.wire.sigv4.CredentialStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows requests: the name, the way to the service, the credentials, and what the service would decide. */
public final class Requests {
    private static final int HTTPS = 443;
    private static final Ip LOOPBACK = Ip.of("127.0.0.1");

    private final AccountId firstAccount;
    private final Names names;
    private final InstanceCredentials instanceCredentials;
    private final Callers callers;
    private final Decisions decisions;
    private final Clock clock;
    private final Ids ids;

    public Requests(
            AccountId firstAccount,
            Names names,
            InstanceCredentials instanceCredentials,
            CredentialStore credentials,
            Decisions decisions,
            Clock clock,
            Ids ids) {
        this.firstAccount = firstAccount;
        this.names = names;
        this.instanceCredentials = instanceCredentials;
        this.callers = new Callers(credentials);
        this.decisions = decisions;
        this.clock = clock;
        this.ids = ids;
    }

    /** As the console and the AWS CLI of this machine make it: at the loopback port, past every network. */
    Answer fromHost(Snapshot snapshot, Asked asked) {
        Caller caller = asked.as()
                .map(as -> callers.named(snapshot, firstAccount, as, clock.instant()))
                .or(() -> asked.hostKey().flatMap(callers::ofKey))
                .orElseGet(() -> new Caller.Root(firstAccount));
        Wanted wanted = Wanted.of(decisions, snapshot, caller, asked, Region.US_EAST_1);
        Door door = new Door("api-port", LOOPBACK.toString(), "the API port of this machine, which sees " + LOOPBACK);
        List<Step> steps = List.of(Step.passed(Step.Part.THERE, "door", "", door.text()));
        Explanation explanation =
                decided(snapshot, wanted, caller, new Connection.Public(LOOPBACK, false), "host", steps, door);
        return new Answer(
                explanation,
                new Sending.Nothing("a request of this machine is signed with keys that only its user has; the AWS CLI"
                        + " sends it (./postern env)"),
                snapshot.sequence());
    }

    /** As a program on an instance makes it, by https, with the credentials of the instance's role. */
    Answer fromInstance(Snapshot snapshot, NetworkIntent intent, Asker asker, Asked asked) {
        AccountId account = asker.instance().scope().account();
        Optional<Caller> caller = asked.as().isPresent()
                ? asked.as().map(as -> callers.named(snapshot, account, as, clock.instant()))
                : instanceCredentials.caller(snapshot, asker.instance());
        Caller known = caller.orElseGet(Caller.Anonymous::new);
        Wanted wanted = Wanted.of(
                decisions, snapshot, known, asked, asker.instance().scope().region());
        Way way = way(snapshot, intent, asker, wanted);
        return new Answer(
                explained(snapshot, intent, asker, asked, caller, wanted, way),
                sending(snapshot, asker, asked, caller, wanted),
                way.trace().map(Passage::on).orElse(List.of()),
                snapshot.sequence());
    }

    private Sending sending(Snapshot snapshot, Asker asker, Asked asked, Optional<Caller> caller, Wanted wanted) {
        boolean unsigned = asked.as().isPresent()
                && caller.filter(Caller.Anonymous.class::isInstance).isPresent();
        boolean own = asked.as().isEmpty() || isOwnRole(snapshot, asker, caller);
        if (unsigned && wanted.s3().isEmpty()) {
            return new Sending.Nothing("only S3 takes a request that nobody signed");
        }
        if (!unsigned && !own) {
            return new Sending.Nothing("the credentials of " + asked.as().orElse("") + " are not on "
                    + asker.instance().id() + ", only those of its own role are");
        }
        Optional<String> obstacle = ProbeScript.obstacle(wanted);
        if (obstacle.isPresent()) {
            return new Sending.Nothing(obstacle.get());
        }
        RequestContext context = context(wanted, new Caller.Anonymous(), new Connection.Public(LOOPBACK, true));
        return new Sending.OfRequest(
                asker.instance().id(),
                wanted.action() + wanted.resource().map(r -> " on " + r).orElse("") + " from "
                        + asker.instance().id() + (unsigned ? ", unsigned" : ", with the role's credentials"),
                ProbeScript.of(wanted, context, !unsigned));
    }

    /** Whether what was asked for with {@code --as} is what the instance is anyhow. */
    private boolean isOwnRole(Snapshot snapshot, Asker asker, Optional<Caller> caller) {
        return caller.filter(Caller.AssumedRole.class::isInstance)
                .map(Caller.AssumedRole.class::cast)
                .filter(session -> session.sessionPolicy().isEmpty())
                .map(Caller.AssumedRole::roleId)
                .equals(instanceCredentials
                        .caller(snapshot, asker.instance())
                        .map(Caller.AssumedRole.class::cast)
                        .map(Caller.AssumedRole::roleId));
    }

    /** To the address of a name, if that has one. */
    private record Way(NameLookup lookup, Optional<Trace> trace) {}

    private Way way(Snapshot snapshot, NetworkIntent intent, Asker asker, Wanted wanted) {
        NameLookup lookup =
                NameLookup.in(snapshot, asker, names.view(asker.instance().vpcId()), wanted.hostName());
        return new Way(
                lookup,
                lookup.address()
                        .map(address -> PacketWalker.trace(
                                snapshot,
                                intent,
                                Packet.tcp(asker.primary().id(), asker.address(address.family()), address, HTTPS))));
    }

    private Explanation explained(
            Snapshot snapshot,
            NetworkIntent intent,
            Asker asker,
            Asked asked,
            Optional<Caller> caller,
            Wanted wanted,
            Way way) {
        List<Step> steps = new ArrayList<>();
        steps.add(way.lookup().step());
        Question question = wanted.question(asker.name(), caller);
        if (way.trace().isEmpty()) {
            return stopped(question, steps);
        }
        Trace trace = way.trace().get();
        steps.addAll(TraceSteps.of(trace));
        if (!(trace.outcome() instanceof Outcome.Delivered(Outcome.Receiver to, Packet arrived))) {
            return stopped(question, steps);
        }
        if (caller.isEmpty()) {
            steps.add(noCredentials(asker));
            return stopped(question, steps);
        }
        if (asked.as().isEmpty() && !asker.instance().options().metadata().httpEndpointEnabled()) {
            steps.add(noMetadata(asker));
            return stopped(question, steps);
        }
        return decided(
                snapshot,
                wanted,
                caller.get(),
                connection(intent, asker, to, arrived),
                asker.name(),
                steps,
                Packets.door(to, arrived));
    }

    private static Connection connection(NetworkIntent intent, Asker asker, Outcome.Receiver to, Packet arrived) {
        Optional<Connection.ThroughEndpoint> through = switch (to) {
            case Outcome.ToDoor(GatewayService service) ->
                EndpointLocator.connection(intent, asker.instance().vpcId(), service, arrived.source(), true);
            case Outcome.ToInterface(var _, Holder.EndpointHolder endpoint) ->
                EndpointLocator.connection(intent, endpoint, arrived.source(), true);
            default -> Optional.empty();
        };
        return through.<Connection>map(found -> found).orElseGet(() -> new Connection.Public(arrived.source(), true));
    }

    private Explanation decided(
            Snapshot snapshot,
            Wanted wanted,
            Caller caller,
            Connection connection,
            String from,
            List<Step> before,
            Door door) {
        RequestContext context = context(wanted, caller, connection);
        Decisions.Outcome outcome = decisions.of(snapshot, context, wanted);
        List<Step> steps = new ArrayList<>(before);
        steps.addAll(outcome.steps());
        return new Explanation(wanted.question(from, Optional.of(caller)), steps, Optional.of(door), outcome.answer());
    }

    private RequestContext context(Wanted wanted, Caller caller, Connection connection) {
        return new RequestContext(ids.uuid(), caller, wanted.region(), connection, "postern-why", clock.instant(), ids);
    }

    private static Explanation stopped(Question question, List<Step> steps) {
        return new Explanation(question, steps, Optional.empty(), Optional.empty());
    }

    private static Step noCredentials(Asker asker) {
        String id = asker.instance().id().value();
        boolean profile = asker.instance().instanceProfile().isPresent();
        return Step.stopped(
                Step.Part.REQUEST,
                "credentials",
                id,
                profile
                        ? "its instance profile gives no credentials: it has no role, or the role does not trust"
                                + " ec2.amazonaws.com"
                        : "it has no instance profile, and so no credentials to sign the request with",
                List.of(
                        profile
                                ? new Fix("give the profile a role that trusts ec2.amazonaws.com", List.of())
                                : new Fix(
                                        "give it an instance profile whose role may do this (put its name for PROFILE)",
                                        List.of("aws ec2 associate-iam-instance-profile --instance-id " + id
                                                + " --iam-instance-profile Name=PROFILE"))));
    }

    private static Step noMetadata(Asker asker) {
        String id = asker.instance().id().value();
        return Step.stopped(
                Step.Part.REQUEST,
                "credentials",
                id,
                "its metadata service is turned off, which hands out the role's credentials",
                List.of(new Fix(
                        "turn the metadata service on",
                        List.of("aws ec2 modify-instance-metadata-options --instance-id " + id
                                + " --http-endpoint enabled"))));
    }
}
