package dev.postern.services.organizations;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;
import java.util.Map;

/**
 * The errors of AWS Organizations, and what they say.
 *
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html">Actions</a>
 */
enum OrganizationsError implements ErrorCode {
    ACCESS_DENIED("AccessDeniedException", "You don't have permissions to access this resource."),
    ACCOUNT_NOT_FOUND("AccountNotFoundException", "You specified an account that doesn't exist."),
    ALREADY_IN_ORGANIZATION(
            "AlreadyInOrganizationException", "The AWS account is already a member of an organization."),
    CHILD_NOT_FOUND("ChildNotFoundException", "You specified a child that doesn't exist."),
    CONSTRAINT_VIOLATION("ConstraintViolationException", "You have exceeded a limit."),
    CREATION_NOT_FOUND(
            "CreateAccountStatusNotFoundException", "You specified an account creation request that doesn't exist."),
    DESTINATION_NOT_FOUND(
            "DestinationParentNotFoundException", "You specified a destination parent that doesn't exist."),
    DUPLICATE_ACCOUNT("DuplicateAccountException", "The account is already in the specified destination."),
    DUPLICATE_ATTACHMENT("DuplicatePolicyAttachmentException", "A policy is already attached to the specified target."),
    DUPLICATE_HANDSHAKE("DuplicateHandshakeException", "A handshake with the same action and target already exists."),
    DUPLICATE_POLICY("DuplicatePolicyException", "A policy with the specified name and type already exists."),
    DUPLICATE_UNIT("DuplicateOrganizationalUnitException", "An OU with the same name already exists."),
    HANDSHAKE_CONSTRAINT(
            "HandshakeConstraintViolationException", "The requested operation would violate a constraint."),
    HANDSHAKE_IN_STATE("HandshakeAlreadyInStateException", "The handshake is already in the requested state."),
    HANDSHAKE_NOT_FOUND("HandshakeNotFoundException", "You specified a handshake that doesn't exist."),
    HANDSHAKE_TRANSITION(
            "InvalidHandshakeTransitionException",
            "You can't perform the operation on the handshake in its current state."),
    INVALID_INPUT("InvalidInputException", "You specified an invalid value."),
    MALFORMED_POLICY(
            "MalformedPolicyDocumentException",
            "The provided policy document does not meet the requirements of the specified policy type."),
    MANAGEMENT_CANNOT_LEAVE(
            "MasterCannotLeaveOrganizationException", "You can't remove the management account from the organization."),
    NOT_EMPTY("OrganizationNotEmptyException", "To delete an organization you must first remove all member accounts."),
    NOT_IN_USE("AWSOrganizationsNotInUseException", "Your account is not a member of an organization."),
    PARENT_NOT_FOUND("ParentNotFoundException", "You specified a parent that doesn't exist."),
    POLICY_IN_USE("PolicyInUseException", "Policy is attached to one or more entities."),
    POLICY_NOT_ATTACHED("PolicyNotAttachedException", "The specified policy is not attached to the specified target."),
    POLICY_NOT_FOUND("PolicyNotFoundException", "You specified a policy that doesn't exist."),
    ROOT_NOT_FOUND("RootNotFoundException", "You specified a root that doesn't exist."),
    SOURCE_NOT_FOUND("SourceParentNotFoundException", "You specified a source parent that doesn't exist."),
    TARGET_NOT_FOUND("TargetNotFoundException", "You specified a target that doesn't exist."),
    TYPE_ENABLED("PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled."),
    TYPE_NOT_AVAILABLE(
            "PolicyTypeNotAvailableForOrganizationException",
            "The specified policy type is not available for your organization."),
    TYPE_NOT_ENABLED("PolicyTypeNotEnabledException", "This operation can be performed only for enabled policy types."),
    UNIT_NOT_EMPTY("OrganizationalUnitNotEmptyException", "The organizational unit is not empty."),
    UNIT_NOT_FOUND("OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist.");

    private final String code;
    private final String text;

    OrganizationsError(String code, String text) {
        this.code = code;
        this.text = text;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return 400;
    }

    /** The error in AWS's words. */
    ApiException now() {
        return new ApiException(this, text);
    }

    /** An error of several reasons. */
    ApiException because(String reason, String message) {
        return new ApiException(this, message, Map.of("Reason", reason));
    }
}
