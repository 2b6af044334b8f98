package dev.postern.services.attached;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.attached.AttachedService.UpstreamKey;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.iam.Account;
import dev.postern.model.net.PublicService;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.protocol.AwsService;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Servers are attached and detached. What cannot be done is an {@link IllegalArgumentException} with the reason, for a person. */
public final class Attachments {
    private static final Pattern NAME = Pattern.compile("com\\.amazonaws\\.([a-z0-9-]+)\\.([a-z0-9-]+)");
    private static final Pattern KEY = Pattern.compile("([\\w+/=.-]{1,128}):(\\S{1,256})");

    private Attachments() {}

    /**
     * What is to be attached.
     *
     * @param name as {@code com.amazonaws.us-east-1.sqs}
     * @param upstream as {@code http://127.0.0.1:9324}
     * @param key as {@code KEY:SECRET}; what emulators usually take if it is absent
     */
    public static AttachedService read(
            String name, String upstream, Optional<String> key, AccountId account, Instant now) {
        Matcher words = NAME.matcher(name);
        if (!words.matches()) {
            throw new IllegalArgumentException(
                    "a service of AWS is called as com.amazonaws.us-east-1.sqs is, not " + name);
        }
        Region region = Region.find(words.group(1))
                .orElseThrow(() -> new IllegalArgumentException("there is no Region " + words.group(1)));
        requireAttachable(words.group(2));
        return new AttachedService(
                words.group(2),
                region,
                account,
                url(upstream),
                key.map(Attachments::key).orElse(UpstreamKey.USUAL),
                now);
    }

    private static void requireAttachable(String service) {
        Optional<PublicService> known = PublicService.find(service);
        if (known.isPresent() && !known.get().attachable()) {
            throw new IllegalArgumentException(
                    "Postern itself serves " + service + ": no other server can be attached for it");
        }
        if (known.isEmpty()) {
            String all = AttachableService.ALL.keySet().stream().collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    AwsService.signedAs(service).isEmpty()
                            ? "AWS has no service " + service + "; servers can be attached for " + all
                            : "no server can be attached for " + service
                                    + ", since the actions of its requests cannot be told here; only for " + all);
        }
    }

    private static String url(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the upstream is no URL: " + e.getMessage(), e);
        }
        String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        boolean plain = url.getRawPath() == null
                || url.getRawPath().isEmpty()
                || url.getRawPath().equals("/");
        if (!(scheme.equals("http") || scheme.equals("https"))
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || !plain
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the upstream is a URL of the form http://HOST:PORT or https://HOST:PORT");
        }
        return scheme + "://" + url.getRawAuthority();
    }

    private static UpstreamKey key(String text) {
        Matcher parts = KEY.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("the upstream's access key must have the form KEY:SECRET");
        }
        return new UpstreamKey(parts.group(1), parts.group(2));
    }

    /** Attaches a server; one that is attached for the service already is replaced. */
    public static Outcome<AttachedService> attach(Snapshot snapshot, AttachedService wanted) {
        Scope owner = Scope.ofAccount(wanted.account());
        if (snapshot.all(Account.class).stream()
                .noneMatch(account -> account.id().equals(owner.account()))) {
            throw new IllegalArgumentException("there is no account " + wanted.account());
        }
        return new Outcome<>(Change.put(wanted), wanted);
    }

    /** Detaches a server to which no endpoint leads. */
    public static Outcome<AttachedService> detach(Snapshot snapshot, String name) {
        AttachedService there = snapshot.find(AttachedService.class, Scope.GLOBAL, name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no server is attached for " + name + " (./postern service list tells which are)"));
        List<VpcEndpoint> endpoints = snapshot.all(VpcEndpoint.class).stream()
                .filter(endpoint -> endpoint.serviceName().equals(name)
                        && endpoint.serviceRegion().equals(there.region()))
                .toList();
        if (!endpoints.isEmpty()) {
            throw new IllegalArgumentException(refusal(there, endpoints));
        }
        Change.Builder change = Change.builder().remove(there);
        if (there.service().equals(Queues.SERVICE)) { // what has no queues has no policies of them
            snapshot.all(QueuePolicy.class)
                    .in(new Scope(there.account(), there.region()))
                    .forEach(change::remove);
        }
        return new Outcome<>(change.build(), there);
    }

    private static String refusal(AttachedService there, List<VpcEndpoint> endpoints) {
        String ids = endpoints.stream().map(VpcEndpoint::key).collect(Collectors.joining(" "));
        boolean going = endpoints.stream().allMatch(endpoint -> endpoint.state() == VpcEndpoint.State.DELETING);
        return going
                ? there.name() + " still has endpoints that are being deleted: " + ids + "; try again in a moment"
                : there.name() + " has endpoints: " + ids
                        + "; delete them first: aws ec2 delete-vpc-endpoints --region " + there.region()
                        + " --vpc-endpoint-ids " + ids;
    }
}
