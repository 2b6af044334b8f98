package dev.postern.services.ec2.vpc;

import dev.postern.model.Change;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetCidrReservation;
import dev.postern.model.ec2.SubnetCidrReservationId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Choice;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.fabric.ReservedRanges;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateSubnetCidrReservationRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetCidrReservationResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetCidrReservationRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetCidrReservationResponse;
import software.amazon.awssdk.services.ec2.model.GetSubnetCidrReservationsRequest;
import software.amazon.awssdk.services.ec2.model.GetSubnetCidrReservationsResponse;

/**
 * Ranges of a subnet from which no address is chosen. What is there already keeps its addresses, when a range is reserved and when it is
 * no longer.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html">Subnet CIDR reservations</a>
 */
final class SubnetCidrReservations {
    private SubnetCidrReservations() {}

    static Outcome<CreateSubnetCidrReservationResponse> create(
            Ec2Call call, CreateSubnetCidrReservationRequest request) {
        Subnet subnet = Noun.SUBNET.require(call, request.subnetId(), "subnetId");
        SubnetCidrReservation.Type type = Choice.require(
                request.reservationTypeAsString(),
                "reservationType",
                SubnetCidrReservation.Type.class,
                SubnetCidrReservations::text);
        Cidr range = range(subnet, request.cidr(), type);
        if (ReservedRanges.of(call.snapshot(), subnet).hold(range)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Reservation CIDR " + range + " has overlap with existing reserved CIDR block");
        }
        SubnetCidrReservation reservation = new SubnetCidrReservation(
                call.scope(),
                new SubnetCidrReservationId(call.newId(SubnetCidrReservationId.PREFIX)),
                subnet.id(),
                range,
                type,
                Optional.ofNullable(request.description()),
                TagRules.of(request.tagSpecifications(), "subnet-cidr-reservation"));
        return new Outcome<>(
                Change.put(reservation),
                CreateSubnetCidrReservationResponse.builder()
                        .subnetCidrReservation(view(reservation))
                        .build());
    }

    /** Within the subnet; one for prefixes has room for one. */
    private static Cidr range(Subnet subnet, @Nullable String text, SubnetCidrReservation.Type type) {
        if (text == null || text.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("cidr");
        }
        Cidr range = Cidr.find(text).orElseThrow(() -> Ec2Error.NOT_A_CIDR.of(text, "cidr"));
        Optional<Cidr> block = range.family() == Family.IPV4 ? subnet.cidr() : subnet.ipv6Cidr();
        if (block.filter(whole -> whole.contains(range)).isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Reservation CIDR " + range + " does not fall within the subnet's address range");
        }
        int longest = NetworkInterface.prefixLength(range.family());
        if (type == SubnetCidrReservation.Type.PREFIX && range.length() > longest) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Reservation CIDR " + range + " is too small for prefixes, which have the length " + longest);
        }
        return range;
    }

    static Outcome<DeleteSubnetCidrReservationResponse> delete(
            Ec2Call call, DeleteSubnetCidrReservationRequest request) {
        SubnetCidrReservation reservation = Noun.SUBNET_CIDR_RESERVATION.require(
                call, request.subnetCidrReservationId(), "subnetCidrReservationId");
        return new Outcome<>(
                Change.remove(reservation),
                DeleteSubnetCidrReservationResponse.builder()
                        .deletedSubnetCidrReservation(view(reservation))
                        .build());
    }

    static GetSubnetCidrReservationsResponse describe(Ec2Call call, GetSubnetCidrReservationsRequest request) {
        Subnet subnet = Noun.SUBNET.require(call, request.subnetId(), "subnetId");
        List<SubnetCidrReservation> found = new Filters<SubnetCidrReservation>()
                .one("reservationType", one -> text(one.type()))
                .one("subnet-id", SubnetCidrReservation::subnetId)
                .tags(SubnetCidrReservation::tags)
                .apply(
                        request.filters(),
                        ReservedRanges.of(call.snapshot(), subnet).all());
        Ec2Page<SubnetCidrReservation> page = Ec2Page.of(
                found,
                SubnetCidrReservation::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return GetSubnetCidrReservationsResponse.builder()
                .subnetIpv4CidrReservations(views(page, Family.IPV4))
                .subnetIpv6CidrReservations(views(page, Family.IPV6))
                .nextToken(page.nextToken())
                .build();
    }

    private static List<software.amazon.awssdk.services.ec2.model.SubnetCidrReservation> views(
            Ec2Page<SubnetCidrReservation> page, Family family) {
        return new ReservedRanges(page.items())
                .of(family).stream().map(SubnetCidrReservations::view).toList();
    }

    private static software.amazon.awssdk.services.ec2.model.SubnetCidrReservation view(
            SubnetCidrReservation reservation) {
        return software.amazon.awssdk.services.ec2.model.SubnetCidrReservation.builder()
                .subnetCidrReservationId(reservation.key())
                .subnetId(reservation.subnetId().value())
                .cidr(reservation.cidr().toString())
                .reservationType(text(reservation.type()))
                .ownerId(reservation.scope().account().value())
                .description(reservation.description().orElse(null))
                .tags(TagRules.view(reservation.tags()))
                .build();
    }

    private static String text(SubnetCidrReservation.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
