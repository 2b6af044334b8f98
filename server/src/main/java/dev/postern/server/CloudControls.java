package dev.postern.server;

import dev.postern.compute.ImageStore;
import dev.postern.compute.InstanceReconciler;
import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.ec2.Image;
import dev.postern.model.ec2.ImageId;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.request.Ids;
import dev.postern.server.accesslogs.AccessLogs;
import dev.postern.server.control.Controls;
import dev.postern.server.trails.EventRecorder;
import dev.postern.services.attached.Attachments;
import dev.postern.services.ec2.AccountBootstrap;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.iam.Accounts;
import dev.postern.services.instanceconnect.PushedKeys;
import dev.postern.storage.Cloud;
import dev.postern.storage.objects.ContentsCheck;
import dev.postern.storage.objects.ObjectCheck;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.outbox.Outbox;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** The controls of this process's cloud. */
final class CloudControls implements Controls {
    private static final Duration RESET_LIMIT = Duration.ofSeconds(10);

    private final Configuration configuration;
    private final Cloud cloud;
    private final ObjectStore objects;
    private final ImageStore images;
    private final EventRecorder events;
    private final Outbox outbox;
    private final AccessLogs accessLogs;
    private final PushedKeys pushedKeys;
    private final FirstAccount firstAccount;
    private final Ids ids;
    private final Clock clock;
    private final InstanceReconciler instances;
    private final Runnable end;

    CloudControls(
            Configuration configuration,
            State state,
            PushedKeys pushedKeys,
            Ids ids,
            Clock clock,
            InstanceReconciler instances,
            Runnable end) {
        this.configuration = configuration;
        this.cloud = state.cloud();
        this.objects = state.objects();
        this.images = state.guest().images();
        this.events = state.events();
        this.outbox = state.outbox();
        this.accessLogs = state.accessLogs();
        this.pushedKeys = pushedKeys;
        this.firstAccount = state.firstAccount();
        this.ids = ids;
        this.clock = clock;
        this.instances = instances;
        this.end = end;
    }

    @Override
    public RootKeys rootKeys() {
        return new RootKeys(configuration.account(), configuration.accessKeyId(), configuration.secret());
    }

    @Override
    public RootKeys createAccount(Optional<String> account, Optional<String> keys) {
        Instant now = clock.instant();
        Accounts.RootKey key = keys.map(Accounts.RootKey::parse).orElseGet(() -> Accounts.RootKey.generate(ids));
        SecureRandom random = new SecureRandom();
        AccountId made = cloud.commit(snapshot -> {
            AccountId id = account.map(CloudControls::accountId).orElseGet(() -> Accounts.newId(snapshot, random));
            Change change = Change.builder()
                    .addAll(Accounts.create(snapshot, id, key, now))
                    .addAll(AccountBootstrap.create(snapshot, id, ids))
                    .build();
            return new Cloud.Outcome<>(change, id);
        });
        return new RootKeys(made, key.id(), key.secret());
    }

    private static AccountId accountId(String text) {
        if (!AccountId.isValid(text)) {
            throw new IllegalArgumentException("an account id has twelve digits: " + text);
        }
        return new AccountId(text);
    }

    @Override
    public String importImage(Path source, String name, Region region) throws IOException {
        Scope scope = new Scope(configuration.account(), region);
        checkImageName(cloud.snapshot(), scope, name);
        ImageId id = new ImageId(ids.ec2(ImageId.PREFIX));
        Instant now = clock.instant();
        images.importFrom(source, id.value());
        Image image = new Image(
                scope, id, name, "", Host.architecture(System.getProperty("os.arch")), id.value(), now, Tags.NONE);
        cloud.commit(snapshot -> new Cloud.Outcome<>(Change.put(image), true));
        return id.value();
    }

    /** As RegisterImage asks it of a name. */
    private static void checkImageName(Snapshot snapshot, Scope scope, String name) {
        if (!Image.isValidName(name)) {
            throw new IllegalArgumentException(
                    "the name of an image has 3 to 128 letters, digits, or ()[] ./-'@_: " + name);
        }
        if (snapshot.all(Image.class).in(scope).stream()
                .anyMatch(image -> image.name().equals(name))) {
            throw new IllegalArgumentException("there is an image " + name + " already");
        }
    }

    @Override
    public AttachedService attach(String name, String upstream, Optional<String> key, Optional<String> account) {
        AccountId owner = account.map(CloudControls::accountId).orElseGet(configuration::account);
        AttachedService wanted = Attachments.read(name, upstream, key, owner, clock.instant());
        URI url = URI.create(wanted.upstream());
        boolean here = Set.of("localhost", "127.0.0.1", "[::1]").contains(url.getHost());
        if (here && url.getPort() == configuration.port()) {
            throw new IllegalArgumentException("at " + wanted.upstream() + " is this cloud itself");
        }
        return cloud.commit(snapshot -> Attachments.attach(snapshot, wanted));
    }

    @Override
    public AttachedService detach(String name) {
        return cloud.commit(snapshot -> Attachments.detach(snapshot, name));
    }

    @Override
    public void pushKey(String instanceId, String user, String publicKey) {
        pushedKeys.push(new InstanceId(instanceId), user, publicKey, clock.instant());
    }

    @Override
    public ObjectCheck checkObjects() {
        return objects.check(new BucketNames(cloud.snapshot()));
    }

    @Override
    public ContentsCheck checkContents() {
        return objects.checkContents(new BucketNames(cloud.snapshot()));
    }

    @Override
    public void reset() throws IOException {
        Instant now = clock.instant();
        cloud.commit(snapshot -> new Cloud.Outcome<>(
                Change.builder()
                        .removeAll(snapshot)
                        .addAll(firstAccount.in(Snapshot.EMPTY, now))
                        .build(),
                true));
        objects.clear();
        outbox.clear();
        events.forget();
        accessLogs.forget();
        if (areInstancesGone(cloud.snapshot().sequence())) {
            images.keepOnly(cloud.snapshot().all(Image.class).stream()
                    .map(Image::rootFilesystem)
                    .collect(Collectors.toSet()));
        }
    }

    private boolean areInstancesGone(long sequence) {
        long deadline = System.nanoTime() + RESET_LIMIT.toNanos();
        while (instances.convergedSequence() < sequence && System.nanoTime() < deadline) {
            instances.wake();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return instances.convergedSequence() >= sequence;
    }

    @Override
    public void shutDown() {
        end.run();
    }
}
