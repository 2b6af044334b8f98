package dev.postern.model.organizations;

import dev.postern.model.Arn;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The types of policies by which an organization decides who may do what.
 *
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_authorization_policies.html">
 *     Authorization policies in AWS Organizations</a>
 */
public enum PolicyType {
    SERVICE_CONTROL_POLICY("FullAWSAccess", "Allows access to every operation", """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": "*",
                  "Resource": "*"
                }
              ]
            }"""),
    RESOURCE_CONTROL_POLICY("RCPFullAWSAccess", "Allows access to every resource", """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Principal": "*",
                  "Action": "*",
                  "Resource": "*"
                }
              ]
            }""");

    private final String awsName;
    private final String awsDescription;
    private final String awsContent;

    PolicyType(String awsName, String awsDescription, String awsContent) {
        this.awsName = awsName;
        this.awsDescription = awsDescription;
        this.awsContent = awsContent;
    }

    public static Optional<PolicyType> find(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** That of which AWS itself maintains the policy with an id. */
    public static Optional<PolicyType> ofAwsPolicy(String id) {
        return Arrays.stream(values()).filter(type -> type.awsId().equals(id)).findFirst();
    }

    /** The name of the policy of this type that AWS itself maintains. */
    public String awsName() {
        return awsName;
    }

    public String awsDescription() {
        return awsDescription;
    }

    /** The document of the policy that AWS itself maintains: it allows everything. */
    public String awsContent() {
        return awsContent;
    }

    /** The id of the policy that AWS itself maintains. */
    public String awsId() {
        return "p-" + awsName;
    }

    /** The ARN of the policy that AWS itself maintains. */
    public Arn awsArn() {
        return new Arn("aws", "organizations", "", "aws", "policy/" + inArns() + "/" + awsId());
    }

    /** As ARNs have it. */
    public String inArns() {
        return name().toLowerCase(Locale.ROOT);
    }
}
