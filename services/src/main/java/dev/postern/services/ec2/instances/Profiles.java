package dev.postern.services.ec2.instances;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceProfileAssociationId;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.AssociateIamInstanceProfileResponse;
import software.amazon.awssdk.services.ec2.model.DescribeIamInstanceProfileAssociationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeIamInstanceProfileAssociationsResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateIamInstanceProfileResponse;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileAssociation;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileSpecification;
import software.amazon.awssdk.services.ec2.model.ReplaceIamInstanceProfileAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceIamInstanceProfileAssociationResponse;

/**
 * Instance profiles of instances.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html">IAM roles for Amazon
 *     EC2</a>
 */
final class Profiles {
    private Profiles() {}

    /** The name of the profile that a request specifies; it exists and has a role. Empty texts specify none. */
    static Optional<String> named(Ec2Call call, @Nullable IamInstanceProfileSpecification given) {
        if (given == null || (isNothing(given.name()) && isNothing(given.arn()))) {
            return Optional.empty();
        }
        IamInstanceProfileSpecification specification = IamInstanceProfileSpecification.builder()
                .name(isNothing(given.name()) ? null : given.name())
                .arn(isNothing(given.arn()) ? null : given.arn())
                .build();
        if (specification.name() != null && specification.arn() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'");
        }
        Scope scope = Scope.ofAccount(call.scope().account());
        Optional<InstanceProfile> profile = specification.arn() == null
                ? IamNames.find(call.snapshot(), InstanceProfile.class, scope, specification.name())
                : call.snapshot().all(InstanceProfile.class).in(scope).stream()
                        .filter(p -> p.arn().toString().equals(specification.arn()))
                        .findFirst();
        InstanceProfile found = profile.orElseThrow(() -> specification.arn() == null
                ? Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + specification.name()
                        + ") for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name")
                : Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + specification.arn()
                        + ") for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN"));
        if (found.roleName().isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "IAM Instance Profile \"" + found.arn() + "\" has no associated IAM Roles");
        }
        return Optional.of(found.name());
    }

    private static boolean isNothing(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    static Instance.ProfileAssociation associate(Ec2Call call, String profileName) {
        return new Instance.ProfileAssociation(
                new InstanceProfileAssociationId(call.newId(InstanceProfileAssociationId.PREFIX)),
                profileName,
                call.now());
    }

    static Outcome<AssociateIamInstanceProfileResponse> associate(
            Ec2Call call, AssociateIamInstanceProfileRequest request) {
        Instance instance = Noun.INSTANCE.require(call, request.instanceId(), "instanceId");
        String name = required(call, request.iamInstanceProfile());
        if (instance.state() == Instance.State.TERMINATED || instance.state() == Instance.State.SHUTTING_DOWN) {
            throw Ec2Error.INCORRECT_INSTANCE_STATE.of(
                    "The instance '" + instance.id() + "' is not in a state from which it can be associated.");
        }
        if (instance.instanceProfile().isPresent()) {
            throw Ec2Error.INCORRECT_STATE.of("There is an existing association for instance " + instance.id());
        }
        Instance changed = with(instance, Optional.of(associate(call, name)));
        return new Outcome<>(
                Change.put(changed),
                AssociateIamInstanceProfileResponse.builder()
                        .iamInstanceProfileAssociation(association(call, changed, "associating"))
                        .build());
    }

    static Outcome<DisassociateIamInstanceProfileResponse> disassociate(
            Ec2Call call, DisassociateIamInstanceProfileRequest request) {
        Instance instance = holder(call, request.associationId());
        return new Outcome<>(
                Change.put(with(instance, Optional.empty())),
                DisassociateIamInstanceProfileResponse.builder()
                        .iamInstanceProfileAssociation(association(call, instance, "disassociating"))
                        .build());
    }

    static Outcome<ReplaceIamInstanceProfileAssociationResponse> replace(
            Ec2Call call, ReplaceIamInstanceProfileAssociationRequest request) {
        Instance instance = holder(call, request.associationId());
        Instance changed = with(instance, Optional.of(associate(call, required(call, request.iamInstanceProfile()))));
        return new Outcome<>(
                Change.put(changed),
                ReplaceIamInstanceProfileAssociationResponse.builder()
                        .iamInstanceProfileAssociation(association(call, changed, "associating"))
                        .build());
    }

    static DescribeIamInstanceProfileAssociationsResponse describe(
            Ec2Call call, DescribeIamInstanceProfileAssociationsRequest request) {
        List<Instance> chosen = request.associationIds().isEmpty()
                ? call.all(Instance.class).stream()
                        .filter(i -> i.instanceProfile().isPresent())
                        .toList()
                : request.associationIds().stream().map(id -> holder(call, id)).toList();
        List<Instance> found = new Filters<Instance>()
                .one("instance-id", Instance::id)
                .one("state", i -> "associated")
                .apply(request.filters(), chosen);
        Ec2Page<Instance> page = Ec2Page.of(
                found,
                i -> i.instanceProfile().orElseThrow().id().value(),
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeIamInstanceProfileAssociationsResponse.builder()
                .iamInstanceProfileAssociations(page.items().stream()
                        .map(i -> association(call, i, "associated"))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    static IamInstanceProfile view(Ec2Call call, String profileName) {
        AccountId account = call.scope().account();
        Optional<InstanceProfile> profile =
                call.snapshot().find(InstanceProfile.class, Scope.ofAccount(account), profileName);
        return IamInstanceProfile.builder()
                .arn(profile.map(InstanceProfile::arn)
                        .orElseGet(() -> Arn.global("iam", account, "instance-profile/" + profileName))
                        .toString())
                .id(profile.map(InstanceProfile::profileId).orElse(null))
                .build();
    }

    private static String required(Ec2Call call, @Nullable IamInstanceProfileSpecification specification) {
        return named(call, specification).orElseThrow(() -> Ec2Error.MISSING_PARAMETER.of("IamInstanceProfile"));
    }

    private static Instance holder(Ec2Call call, @Nullable String associationId) {
        if (associationId == null) {
            throw Ec2Error.MISSING_PARAMETER.of("AssociationId");
        }
        return call.all(Instance.class).stream()
                .filter(i -> i.instanceProfile()
                        .filter(p -> p.id().value().equals(associationId))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> Ec2Error.PROFILE_ASSOCIATION_NOT_FOUND.of(associationId));
    }

    private static IamInstanceProfileAssociation association(Ec2Call call, Instance instance, String state) {
        Instance.ProfileAssociation association = instance.instanceProfile().orElseThrow();
        return IamInstanceProfileAssociation.builder()
                .associationId(association.id().value())
                .instanceId(instance.key())
                .iamInstanceProfile(view(call, association.profileName()))
                .state(state)
                .timestamp(association.since())
                .build();
    }

    private static Instance with(Instance instance, Optional<Instance.ProfileAssociation> profile) {
        return instance.withOptions(instance.options().withInstanceProfile(profile));
    }
}
