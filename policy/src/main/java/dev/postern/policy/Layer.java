package dev.postern.policy;

/**
 * A kind of policy that takes part in a decision, in the order in which AWS evaluates and reports them.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
public enum Layer {
    RESOURCE_CONTROL("resource control policy", "a resource control policy"),
    SERVICE_CONTROL("service control policy", "a service control policy"),
    VPC_ENDPOINT("VPC endpoint policy", "a VPC endpoint policy"),
    RESOURCE("resource-based policy", "a resource-based policy"),
    /** The policy of a key and its grants, without which its own account cannot use it either. */
    KEY("resource-based policy", "a resource-based policy"),
    ACCESS_CONTROL_LIST("access control list", "an access control list"),
    ROLE_TRUST("role trust policy", "the role trust policy"),
    IDENTITY("identity-based policy", "an identity-based policy"),
    PERMISSIONS_BOUNDARY("permissions boundary", "a permissions boundary"),
    SESSION("session policy", "a session policy");

    private final String title;
    private final String withArticle;

    Layer(String title, String withArticle) {
        this.title = title;
        this.withArticle = withArticle;
    }

    /** As in "because no identity-based policy allows". */
    public String title() {
        return title;
    }

    /** As in "with an explicit deny in an identity-based policy". */
    public String withArticle() {
        return withArticle;
    }
}
