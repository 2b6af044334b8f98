package dev.postern.services.route53;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;

/**
 * The errors of Route 53.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53.html">Actions</a>
 */
enum Route53Error implements ErrorCode {
    ACCESS_DENIED("AccessDenied", 403),
    CONFLICTING_DOMAIN_EXISTS("ConflictingDomainExists", 400),
    HOSTED_ZONE_ALREADY_EXISTS("HostedZoneAlreadyExists", 409),
    HOSTED_ZONE_NOT_EMPTY("HostedZoneNotEmpty", 400),
    HOSTED_ZONE_NOT_PRIVATE("HostedZoneNotPrivate", 400),
    INVALID_ARGUMENT("InvalidArgument", 400),
    INVALID_CHANGE_BATCH("InvalidChangeBatch", 400),
    INVALID_DOMAIN_NAME("InvalidDomainName", 400),
    INVALID_INPUT("InvalidInput", 400),
    INVALID_PAGINATION_TOKEN("InvalidPaginationToken", 400),
    INVALID_VPC_ID("InvalidVPCId", 400),
    LAST_VPC_ASSOCIATION("LastVPCAssociation", 400),
    LIMITS_EXCEEDED("LimitsExceeded", 400),
    NOT_AUTHORIZED("NotAuthorizedException", 401),
    NO_SUCH_CHANGE("NoSuchChange", 404),
    NO_SUCH_DELEGATION_SET("NoSuchDelegationSet", 400),
    NO_SUCH_HEALTH_CHECK("NoSuchHealthCheck", 404),
    NO_SUCH_HOSTED_ZONE("NoSuchHostedZone", 404),
    PUBLIC_ZONE_VPC_ASSOCIATION("PublicZoneVPCAssociation", 400),
    TOO_MANY_AUTHORIZATIONS("TooManyVPCAssociationAuthorizations", 400),
    TOO_MANY_HOSTED_ZONES("TooManyHostedZones", 400),
    VPC_ASSOCIATION_NOT_FOUND("VPCAssociationNotFound", 404),
    VPC_AUTHORIZATION_NOT_FOUND("VPCAssociationAuthorizationNotFound", 404);

    private final String code;
    private final int status;

    Route53Error(String code, int status) {
        this.code = code;
        this.status = status;
    }

    ApiException of(String text) {
        return new ApiException(this, text);
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }
}
