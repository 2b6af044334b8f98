package dev.postern.services.ec2.instances;

import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.ReservationId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.images.Images;
import dev.postern.services.ec2.types.InstanceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputRequest;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputResponse;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusDetails;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;
import software.amazon.awssdk.services.ec2.model.Reservation;

/**
 * Instances as they are listed: their descriptions, their status, their console.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Instances.html">Amazon EC2 instances</a>
 */
final class Instances {
    /** The end of the console's output that EC2 keeps. */
    private static final int CONSOLE_BYTES_MAX = 65_536;

    private final Images images;
    private final Host host;

    Instances(Images images, Host host) {
        this.images = images;
        this.host = host;
    }

    DescribeInstancesResponse describe(Ec2Call call, DescribeInstancesRequest request) {
        Ec2Page.refuseWithIds(request.instanceIds(), request.maxResults(), "instancesSet");
        InstanceView view = new InstanceView(call, images);
        List<Instance> found = InstanceFilters.of(view).apply(request.filters(), select(call, request.instanceIds()));
        Ec2Page<Instance> page = Ec2Page.of(
                found, Instance::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        Map<ReservationId, List<Instance>> byReservation = new LinkedHashMap<>();
        for (Instance instance : page.items()) {
            byReservation
                    .computeIfAbsent(instance.reservationId(), id -> new ArrayList<>())
                    .add(instance);
        }
        return DescribeInstancesResponse.builder()
                .reservations(byReservation.entrySet().stream()
                        .map(reservation -> Reservation.builder()
                                .reservationId(reservation.getKey().value())
                                .ownerId(call.scope().account().value())
                                .groups(List.of())
                                .instances(reservation.getValue().stream()
                                        .sorted(Comparator.comparingInt(
                                                instance -> instance.launch().index()))
                                        .map(view::of)
                                        .toList())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    DescribeInstanceStatusResponse describeStatus(Ec2Call call, DescribeInstanceStatusRequest request) {
        Ec2Page.refuseWithIds(request.instanceIds(), request.maxResults(), "instancesSet");
        InstanceView view = new InstanceView(call, images);
        boolean all = Boolean.TRUE.equals(request.includeAllInstances());
        List<Instance> chosen = select(call, request.instanceIds()).stream()
                .filter(i -> all || i.state() == Instance.State.RUNNING)
                .toList();
        List<Instance> found = new Filters<Instance>()
                .one("availability-zone", view::zone)
                .one("availability-zone-id", view::zoneId)
                .none(
                        "attached-ebs-status.status",
                        "event.code",
                        "event.description",
                        "event.instance-event-id",
                        "event.not-after",
                        "event.not-before",
                        "event.not-before-deadline",
                        "operator.principal")
                .one("operator.managed", i -> false)
                .one("instance-state-code", i -> i.state().code())
                .one("instance-state-name", i -> i.state().wireName())
                .one("instance-status.reachability", this::reachability)
                .one("instance-status.status", this::status)
                .one("system-status.reachability", this::reachability)
                .one("system-status.status", this::status)
                .tags(Instance::tags)
                .apply(request.filters(), chosen);
        Ec2Page<Instance> page = Ec2Page.of(
                found, Instance::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeInstanceStatusResponse.builder()
                .instanceStatuses(page.items().stream()
                        .map(i -> InstanceStatus.builder()
                                .instanceId(i.key())
                                .availabilityZone(view.zone(i))
                                .events(List.of())
                                .instanceState(InstanceView.state(i.state()))
                                .instanceStatus(summary(i))
                                .systemStatus(summary(i))
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    GetConsoleOutputResponse consoleOutput(Ec2Call call, GetConsoleOutputRequest request) {
        Instance instance = Noun.INSTANCE.require(call, request.instanceId(), "instanceId");
        GetConsoleOutputResponse.Builder response =
                GetConsoleOutputResponse.builder().instanceId(instance.key()).timestamp(call.now());
        host.console().apply(instance.id()).ifPresent(text -> response.output(encode(text)));
        return response.build();
    }

    DescribeInstanceCreditSpecificationsResponse describeCredits(
            Ec2Call call, DescribeInstanceCreditSpecificationsRequest request) {
        List<Instance> found = new Filters<Instance>()
                .one("instance-id", Instance::id)
                .apply(request.filters(), select(call, request.instanceIds()));
        for (Instance instance : found) {
            if (!request.instanceIds().isEmpty() && !InstanceType.of(instance).burstable()) {
                throw Ec2Error.UNSUPPORTED.of("The instance '" + instance.id() + "' is not a T instance.");
            }
        }
        List<Instance> burstable = found.stream()
                .filter(i -> InstanceType.of(i).burstable() && i.state() != Instance.State.TERMINATED)
                .toList();
        Ec2Page<Instance> page = Ec2Page.of(
                burstable, Instance::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeInstanceCreditSpecificationsResponse.builder()
                .instanceCreditSpecifications(page.items().stream()
                        .map(i -> InstanceCreditSpecification.builder()
                                .instanceId(i.key())
                                .cpuCredits(InstanceType.of(i).cpuCredits())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** The instances that a list of ids names, all of them, or all there are when it is empty. */
    static List<Instance> select(Ec2Call call, List<String> ids) {
        if (ids.isEmpty()) {
            return List.copyOf(call.all(Instance.class));
        }
        ids.forEach(Noun.INSTANCE::checkForm);
        List<String> unknown = ids.stream()
                .distinct()
                .filter(id ->
                        call.snapshot().find(Instance.class, call.scope(), id).isEmpty())
                .toList();
        if (unknown.size() == 1) {
            throw Ec2Error.INSTANCE_NOT_FOUND.of(unknown.getFirst());
        }
        if (!unknown.isEmpty()) {
            throw Ec2Error.INSTANCES_NOT_FOUND.of(String.join(", ", unknown));
        }
        return ids.stream()
                .distinct()
                .map(id -> Noun.INSTANCE.require(call, id))
                .toList();
    }

    private InstanceStatusSummary summary(Instance instance) {
        InstanceStatusSummary.Builder summary = InstanceStatusSummary.builder().status(status(instance));
        if (instance.state() == Instance.State.RUNNING) {
            summary.details(InstanceStatusDetails.builder()
                    .name("reachability")
                    .status(reachability(instance))
                    .build());
        }
        return summary.build();
    }

    private String status(Instance instance) {
        return checked(instance, "ok", "not-applicable");
    }

    private String reachability(Instance instance) {
        return checked(instance, "passed", "insufficient-data");
    }

    /** An instance that runs is looked at by each process that serves it; until then its checks are under way. */
    private String checked(Instance instance, String good, String none) {
        if (instance.state() != Instance.State.RUNNING) {
            return none;
        }
        return host.reachable().test(instance.id()) ? good : "initializing";
    }

    private static String encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] end = bytes.length <= CONSOLE_BYTES_MAX
                ? bytes
                : Arrays.copyOfRange(bytes, bytes.length - CONSOLE_BYTES_MAX, bytes.length);
        return Base64.getEncoder().encodeToString(end);
    }
}
