package dev.postern.model.iam;

/**
 * By which version of the instance metadata service a role's credentials came to an instance. Who asks with a token gets others than
 * who asks without, so that policies can tell them apart.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html">How Instance Metadata
 *     Service Version 2 works</a>
 */
public enum RoleDelivery {
    /** Without a token. */
    IMDS_V1("1.0"),
    /** With one. */
    IMDS_V2("2.0");

    private final String version;

    RoleDelivery(String version) {
        this.version = version;
    }

    /** As {@code ec2:RoleDelivery} has it. */
    public String version() {
        return version;
    }
}
