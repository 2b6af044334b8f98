package dev.postern.services.organizations;

import dev.postern.model.AccountId;
import dev.postern.model.Tags;
import dev.postern.model.organizations.AccountCreation;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.OrganizationalUnit;
import dev.postern.model.organizations.PolicyTarget;
import dev.postern.model.organizations.PolicyType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.organizations.model.Account;
import software.amazon.awssdk.services.organizations.model.AccountJoinedMethod;
import software.amazon.awssdk.services.organizations.model.AccountStatus;
import software.amazon.awssdk.services.organizations.model.CreateAccountState;
import software.amazon.awssdk.services.organizations.model.CreateAccountStatus;
import software.amazon.awssdk.services.organizations.model.PolicySummary;
import software.amazon.awssdk.services.organizations.model.PolicyTargetSummary;
import software.amazon.awssdk.services.organizations.model.PolicyTypeStatus;
import software.amazon.awssdk.services.organizations.model.PolicyTypeSummary;
import software.amazon.awssdk.services.organizations.model.Root;
import software.amazon.awssdk.services.organizations.model.Tag;
import software.amazon.awssdk.services.organizations.model.TargetType;

/** Entities as the answers have them. */
final class Shapes {
    /** How many tags something may have. */
    static final int TAGS_MAX = 50;

    private Shapes() {}

    /**
     * The address of an account that has none: here nobody has to give one. The name is one that exists nowhere.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc2606#section-2">RFC 2606</a>
     */
    static String email(AccountId account) {
        return account + "@accounts.invalid";
    }

    static software.amazon.awssdk.services.organizations.model.Organization organization(Organization organization) {
        return software.amazon.awssdk.services.organizations.model.Organization.builder()
                .id(organization.id())
                .arn(organization.arn().toString())
                .featureSet(organization.allFeatures() ? "ALL" : "CONSOLIDATED_BILLING")
                .masterAccountId(organization.management().value())
                .masterAccountArn(organization
                        .arn("account", organization.management().value())
                        .toString())
                .masterAccountEmail(email(organization.management()))
                .availablePolicyTypes(
                        organization.allFeatures() ? List.of(type(PolicyType.SERVICE_CONTROL_POLICY)) : List.of())
                .build();
    }

    static Root root(Organization organization) {
        return Root.builder()
                .id(organization.rootId())
                .arn(organization.arn("root", organization.rootId()).toString())
                .name(Organization.ROOT_NAME)
                .policyTypes(organization.enabled().stream().map(Shapes::type).toList())
                .build();
    }

    private static PolicyTypeSummary type(PolicyType type) {
        return PolicyTypeSummary.builder()
                .type(type.name())
                .status(PolicyTypeStatus.ENABLED)
                .build();
    }

    static Account account(Organization organization, Member member) {
        return Account.builder()
                .id(member.id().value())
                .arn(organization.arn("account", member.id().value()).toString())
                .email(member.email())
                .name(member.name())
                .status(AccountStatus.ACTIVE)
                .joinedMethod(member.created() ? AccountJoinedMethod.CREATED : AccountJoinedMethod.INVITED)
                .joinedTimestamp(member.joinedAt())
                .build();
    }

    static software.amazon.awssdk.services.organizations.model.OrganizationalUnit unit(
            Organization organization, OrganizationalUnit unit) {
        return software.amazon.awssdk.services.organizations.model.OrganizationalUnit.builder()
                .id(unit.id())
                .arn(organization.arn("ou", unit.id()).toString())
                .name(unit.name())
                .build();
    }

    static CreateAccountStatus creation(AccountCreation creation) {
        return CreateAccountStatus.builder()
                .id(creation.id())
                .accountName(creation.name())
                .state(creation.account().isPresent() ? CreateAccountState.SUCCEEDED : CreateAccountState.FAILED)
                .requestedTimestamp(creation.requestedAt())
                .completedTimestamp(creation.completedAt())
                .accountId(creation.account().map(AccountId::value).orElse(null))
                .failureReason(creation.failure().orElse(null))
                .build();
    }

    static PolicySummary policy(Organization organization, OrganizationPolicy policy) {
        boolean aws = AwsPolicies.isOne(policy);
        return PolicySummary.builder()
                .id(policy.id())
                .arn((aws
                                ? policy.type().awsArn()
                                : organization.arn("policy", policy.type().inArns() + "/" + policy.id()))
                        .toString())
                .name(policy.name())
                .description(policy.description())
                .type(policy.type().name())
                .awsManaged(aws)
                .build();
    }

    static PolicyTargetSummary target(Organization organization, PolicyTarget target) {
        TargetType type = switch (target) {
            case Organization _ -> TargetType.ROOT;
            case OrganizationalUnit _ -> TargetType.ORGANIZATIONAL_UNIT;
            case Member _ -> TargetType.ACCOUNT;
        };
        String kind = switch (target) {
            case Organization _ -> "root";
            case OrganizationalUnit _ -> "ou";
            case Member _ -> "account";
        };
        return PolicyTargetSummary.builder()
                .targetId(target.targetId())
                .arn(organization.arn(kind, target.targetId()).toString())
                .name(target.targetName())
                .type(type)
                .build();
    }

    static List<Tag> tags(Tags tags) {
        return tags.values().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /** Tags with those that a request gives over them. */
    static Tags tags(Tags before, List<Tag> given) {
        Map<String, String> values = new TreeMap<>();
        for (Tag tag : given) {
            if (tag.key().startsWith("aws:")) {
                throw OrganizationsError.INVALID_INPUT.because(
                        "INVALID_SYSTEM_TAGS_PARAMETER", "You specified a tag key that is reserved for AWS use.");
            }
            if (values.put(tag.key(), tag.value()) != null) {
                throw OrganizationsError.INVALID_INPUT.because(
                        "DUPLICATE_TAG_KEY", "You specified the same tag key more than once.");
            }
        }
        Tags tags = before.plus(values);
        if (tags.values().size() > TAGS_MAX) {
            throw OrganizationsError.CONSTRAINT_VIOLATION.because(
                    "MAX_TAG_LIMIT_EXCEEDED",
                    "You have exceeded the maximum number of tags allowed for this resource.");
        }
        return tags;
    }
}
