package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Change;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointServiceConfigurationRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointServiceConfigurationResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServiceConfigurationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServiceConfigurationResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServicePayerResponsibilityRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServicePayerResponsibilityResponse;

/**
 * What an endpoint service is, and on which terms endpoints are connected to it. Acceptance is required unless its owner says otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html">Create an endpoint service</a>
 */
final class ServiceConfigurations {
    private ServiceConfigurations() {}

    static Outcome<CreateVpcEndpointServiceConfigurationResponse> create(
            Ec2Call call, CreateVpcEndpointServiceConfigurationRequest request) {
        return Idempotency.once(
                call,
                "CreateVpcEndpointServiceConfiguration",
                request.clientToken(),
                request,
                () -> {
                    EndpointService service = make(call, request);
                    return new Idempotency.Made<>(
                            Change.put(service), created(call, service, request.clientToken()), List.of(service.key()));
                },
                ids -> created(call, Noun.ENDPOINT_SERVICE.require(call, ids.getFirst()), request.clientToken()));
    }

    private static CreateVpcEndpointServiceConfigurationResponse created(
            Ec2Call call, EndpointService service, @Nullable String token) {
        return CreateVpcEndpointServiceConfigurationResponse.builder()
                .serviceConfiguration(ServiceView.of(call.snapshot(), service))
                .clientToken(token)
                .build();
    }

    private static EndpointService make(Ec2Call call, CreateVpcEndpointServiceConfigurationRequest request) {
        EndpointServiceId id = new EndpointServiceId(call.newId(EndpointServiceId.PREFIX));
        List<Family> families = families(List.of(), request.supportedIpAddressTypes(), List.of());
        Balancers balancers =
                Balancers.checked(call, id, request.networkLoadBalancerArns(), request.gatewayLoadBalancerArns());
        balancers.checkFamilies(call, families);
        SupportedRegions regions = SupportedRegions.of(call, request.supportedRegions());
        regions.check(call, balancers);
        PrivateNames.check(balancers.type(), request.privateDnsName());
        return new EndpointService(
                call.scope(),
                id,
                EndpointService.State.AVAILABLE,
                new EndpointService.Terms(
                        !Boolean.FALSE.equals(request.acceptanceRequired()),
                        balancers.of(LoadBalancer.Type.NETWORK),
                        balancers.of(LoadBalancer.Type.GATEWAY),
                        families.isEmpty() ? List.of(Family.IPV4) : families,
                        regions.others()),
                false,
                Optional.ofNullable(request.privateDnsName())
                        .filter(name -> !name.isEmpty())
                        .map(name -> PrivateNames.named(call, name)),
                call.now(),
                TagRules.of(request.tagSpecifications(), "vpc-endpoint-service"));
    }

    static Outcome<ModifyVpcEndpointServiceConfigurationResponse> modify(
            Ec2Call call, ModifyVpcEndpointServiceConfigurationRequest request) {
        EndpointService old = Services.require(call, request.serviceId());
        EndpointService.Terms terms = old.terms();
        List<Family> families = families(
                terms.families(), request.addSupportedIpAddressTypes(), request.removeSupportedIpAddressTypes());
        if (families.isEmpty()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("An endpoint service must support at least one IP address type.");
        }
        Balancers balancers = Balancers.changed(call, old, request);
        balancers.checkFamilies(call, families);
        SupportedRegions regions = SupportedRegions.changed(call, old, request);
        regions.check(call, balancers);
        PrivateNames.check(balancers.type(), request.privateDnsName());
        EndpointService changed = old.withTerms(new EndpointService.Terms(
                        request.acceptanceRequired() == null
                                ? terms.acceptanceRequired()
                                : request.acceptanceRequired(),
                        balancers.of(LoadBalancer.Type.NETWORK),
                        balancers.of(LoadBalancer.Type.GATEWAY),
                        families,
                        regions.others()))
                .withPrivateName(PrivateNames.changed(
                        call, old, request.privateDnsName(), Boolean.TRUE.equals(request.removePrivateDnsName())));
        return new Outcome<>(
                changed.equals(old) ? Change.NONE : Change.put(changed),
                ModifyVpcEndpointServiceConfigurationResponse.builder()
                        .returnValue(true)
                        .build());
    }

    static Outcome<ModifyVpcEndpointServicePayerResponsibilityResponse> modifyPayer(
            Ec2Call call, ModifyVpcEndpointServicePayerResponsibilityRequest request) {
        EndpointService old = Services.require(call, request.serviceId());
        String payer = request.payerResponsibilityAsString();
        if (payer == null) {
            throw Ec2Error.MISSING_PARAMETER.of("payerResponsibility");
        }
        if (!payer.equals("ServiceOwner")) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid value '" + payer + "' for PayerResponsibility.");
        }
        return new Outcome<>(
                old.ownerPays() ? Change.NONE : Change.put(old.paidByOwner()),
                ModifyVpcEndpointServicePayerResponsibilityResponse.builder()
                        .returnValue(true)
                        .build());
    }

    private static List<Family> families(List<Family> present, List<String> added, List<String> removed) {
        List<Family> families = new ArrayList<>(present);
        for (String type : removed) {
            families.remove(family(type));
        }
        for (String type : added) {
            if (!families.contains(family(type))) {
                families.add(family(type));
            }
        }
        return families.stream().sorted().toList();
    }

    private static Family family(String type) {
        return switch (type) {
            case "ipv4" -> Family.IPV4;
            case "ipv6" -> Family.IPV6;
            default ->
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Invalid value '" + type + "' for SupportedIpAddressType. Valid values are [ipv4, ipv6].");
        };
    }
}
