package dev.postern.cli.lab;

import java.io.IOException;

/** What a lab tells: the chapters, from an empty account to a clean one. */
interface Story {
    /** The first line. */
    String opening();

    /** Walks through everything but the clean-up. */
    void tell(LabContext lab) throws IOException;

    /** Takes down what was made. */
    void cleanUp(LabContext lab);

    /** How to get into the instances of a cloud that is left running, as lines of a shell. */
    String waysIn(LabContext lab);

    /** The story of that name. */
    static Story named(StoryName name) {
        return switch (name) {
            case DOOR -> new DoorStory();
            case PEERING -> new PeeringStory();
            case NAT -> new NatStory();
            case PRIVATELINK -> new PrivateLinkStory();
            case INSPECTION -> new InspectionStory();
        };
    }
}
