package dev.postern.cli.lab;

/**
 * What a run of the lab is made of.
 *
 * @param network the first two numbers of the VPC's /16, as {@code 10.0}
 * @param name prefix of everything that has a name
 * @param keep whether the cloud is left running
 */
public record LabPlan(String region, String network, String name, boolean keep) {
    public LabPlan {
        if (!network.matches("\\d{1,3}\\.\\d{1,3}")) {
            throw new IllegalArgumentException("--vpc takes the first two numbers of a /16, as 10.0");
        }
    }

    String bucket() {
        return name + "-private-door";
    }

    String otherBucket() {
        return name + "-other";
    }
}
