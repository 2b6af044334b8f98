package dev.postern.services.elbv2;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;

/**
 * The errors of Elastic Load Balancing, version 2.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/CommonErrors.html">Common errors</a>
 */
enum Elbv2Error implements ErrorCode {
    ALLOCATION_ID_NOT_FOUND("AllocationIdNotFound"),
    ALPN_POLICY_NOT_FOUND("ALPNPolicyNotFound"),
    CERTIFICATE_NOT_FOUND("CertificateNotFound"),
    DUPLICATE_LISTENER("DuplicateListener"),
    DUPLICATE_LOAD_BALANCER_NAME("DuplicateLoadBalancerName"),
    DUPLICATE_TAG_KEYS("DuplicateTagKeys"),
    DUPLICATE_TARGET_GROUP_NAME("DuplicateTargetGroupName"),
    INCOMPATIBLE_PROTOCOLS("IncompatibleProtocols"),
    INVALID_CONFIGURATION("InvalidConfigurationRequest"),
    INVALID_ACTION("InvalidLoadBalancerAction"),
    INVALID_SECURITY_GROUP("InvalidSecurityGroup"),
    INVALID_SUBNET("InvalidSubnet"),
    INVALID_TARGET("InvalidTarget"),
    LISTENER_NOT_FOUND("ListenerNotFound"),
    LOAD_BALANCER_NOT_FOUND("LoadBalancerNotFound"),
    OPERATION_NOT_PERMITTED("OperationNotPermitted"),
    RESOURCE_IN_USE("ResourceInUse"),
    RULE_NOT_FOUND("RuleNotFound"),
    SSL_POLICY_NOT_FOUND("SSLPolicyNotFound"),
    SUBNET_NOT_FOUND("SubnetNotFound"),
    TARGET_GROUP_ASSOCIATION_LIMIT("TargetGroupAssociationLimit"),
    TARGET_GROUP_NOT_FOUND("TargetGroupNotFound"),
    TOO_MANY_CERTIFICATES("TooManyCertificates"),
    TOO_MANY_LISTENERS("TooManyListeners"),
    TOO_MANY_LOAD_BALANCERS("TooManyLoadBalancers"),
    TOO_MANY_TAGS("TooManyTags"),
    TOO_MANY_TARGET_GROUPS("TooManyTargetGroups"),
    TOO_MANY_TARGETS("TooManyTargets"),
    TRUST_STORE_NOT_FOUND("TrustStoreNotFound"),
    UNSUPPORTED_PROTOCOL("UnsupportedProtocol"),
    VALIDATION_ERROR("ValidationError");

    private final String code;

    Elbv2Error(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return 400;
    }

    ApiException of(String message) {
        return new ApiException(this, message);
    }
}
