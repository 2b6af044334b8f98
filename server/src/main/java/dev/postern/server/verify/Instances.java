package dev.postern.server.verify;

import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.InstanceProfile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The running instances of a cloud, by all that a perimeter can call them. */
final class Instances {
    private static final String NAME = "Name";

    private final Snapshot snapshot;
    private final List<Instance> running;

    Instances(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.running = snapshot.all(Instance.class).stream()
                .filter(instance -> instance.state() == Instance.State.RUNNING)
                .toList();
    }

    /** With its name, where it has one. */
    static String shown(Instance instance) {
        String id = instance.id().value();
        return name(instance).map(name -> name + " (" + id + ")").orElse(id);
    }

    private static Optional<String> name(Instance instance) {
        return Optional.ofNullable(instance.tags().values().get(NAME));
    }

    /**
     * The one with an id or a Name tag.
     *
     * @throws PerimeterMistake if there is none, or several have the name
     */
    Instance named(Place place, String word) {
        List<Instance> found = snapshot.by(Indexes.INSTANCES_BY_WORD, word).values().stream()
                .filter(instance -> instance.state() == Instance.State.RUNNING)
                .toList();
        if (found.size() > 1) {
            throw new PerimeterMistake(
                    place,
                    "several running instances have the name " + word + ": say which by its id, or {tag: Name=" + word
                            + "} for all of them");
        }
        if (found.isEmpty()) {
            throw new PerimeterMistake(place, "no instance " + word + " runs" + meant(word));
        }
        return found.getFirst();
    }

    private String meant(String word) {
        return Meant.among(
                word,
                running.stream().flatMap(instance -> name(instance).stream()).toList());
    }

    /**
     * Looks at where a packet goes: a word without a dot before the port is an instance.
     *
     * @throws PerimeterMistake if it is none
     */
    void checkHost(Place place, String where) {
        String host = where.split("[:/]", 2)[0];
        if (!where.startsWith("[") && host.indexOf('.') < 0) {
            named(place, host);
        }
    }

    /**
     * Those that are all of what is said, in the order of their ids.
     *
     * @throws PerimeterMistake if there is none: whatever is said of nobody would be true
     */
    List<Instance> chosen(Selector.Chosen selector) {
        List<Instance> found = running.stream()
                .filter(instance -> selector.criteria().entrySet().stream()
                        .allMatch(criterion -> is(instance, criterion.getKey(), criterion.getValue())))
                .toList();
        if (found.isEmpty()) {
            throw new PerimeterMistake(selector.place(), "no running instance has " + said(selector.criteria()));
        }
        return found;
    }

    private static String said(Map<String, String> criteria) {
        return String.join(
                ", ",
                criteria.entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .toList());
    }

    private boolean is(Instance instance, String criterion, String value) {
        return switch (criterion) {
            case "tag" -> {
                int equals = value.indexOf('=');
                yield value.substring(equals + 1)
                        .equals(instance.tags().values().get(value.substring(0, equals)));
            }
            case "vpc" ->
                isNamed(
                        snapshot.find(
                                        Vpc.class,
                                        instance.scope(),
                                        instance.vpcId().value())
                                .map(Vpc::tags),
                        instance.vpcId().value(),
                        value);
            case "subnet" ->
                primary(instance)
                        .filter(eni -> isNamed(
                                snapshot.find(
                                                Subnet.class,
                                                eni.scope(),
                                                eni.subnetId().value())
                                        .map(Subnet::tags),
                                eni.subnetId().value(),
                                value))
                        .isPresent();
            case "group" ->
                primary(instance).stream()
                        .flatMap(eni -> eni.groups().stream()
                                .flatMap(id -> snapshot.find(SecurityGroup.class, eni.scope(), id.value()).stream()))
                        .anyMatch(group -> group.id().value().equals(value)
                                || group.name().equals(value)
                                || isNamed(Optional.of(group.tags()), "", value));
            case "role" -> role(instance).filter(value::equals).isPresent();
            default -> throw new IllegalStateException(criterion + " was read");
        };
    }

    private static boolean isNamed(Optional<Tags> tags, String id, String word) {
        return id.equals(word)
                || tags.map(one -> one.values().get(NAME)).filter(word::equals).isPresent();
    }

    private Optional<NetworkInterface> primary(Instance instance) {
        return snapshot.find(
                NetworkInterface.class,
                instance.scope(),
                instance.primaryInterface().value());
    }

    private Optional<String> role(Instance instance) {
        return instance.options()
                .instanceProfile()
                .flatMap(profile -> IamNames.find(
                        snapshot,
                        InstanceProfile.class,
                        Scope.ofAccount(instance.scope().account()),
                        profile.profileName()))
                .flatMap(InstanceProfile::roleName);
    }
}
