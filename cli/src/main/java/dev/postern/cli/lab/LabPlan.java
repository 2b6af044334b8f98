package dev.postern.cli.lab;

import java.util.stream.Stream;

/**
 * What a run of a lab is made of.
 *
 * @param network the first two numbers of the VPC's /16, as {@code 10.0}; where there are more VPCs, they follow
 * @param name prefix of everything that has a name
 * @param keep whether the cloud is left running
 */
public record LabPlan(StoryName story, String region, String network, String name, boolean keep) {
    public LabPlan {
        if (!network.matches("(\\d{1,3})\\.(\\d{1,3})")
                || Stream.of(network.split("\\.")).anyMatch(n -> Integer.parseInt(n) > 255)) {
            throw Lab.failure("--vpc takes the first two numbers of a /16, as 10.0");
        }
        if (second(network) + story.furtherNetworks() > 255) {
            throw Lab.failure("this lab needs " + (1 + story.furtherNetworks()) + " VPCs, and behind " + network
                    + " there is no place for them");
        }
    }

    private static int second(String network) {
        return Integer.parseInt(network.substring(network.indexOf('.') + 1));
    }

    /** The first two numbers of the /16 of a further VPC: 1 for the one after the first. */
    String network(int further) {
        int dot = network.indexOf('.');
        return network.substring(0, dot + 1) + (second(network) + further);
    }

    String bucket() {
        return name + "-private-door";
    }

    String otherBucket() {
        return name + "-other";
    }
}
