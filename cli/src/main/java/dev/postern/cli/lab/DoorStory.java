package dev.postern.cli.lab;

import java.io.IOException;

/** The private door: instances, identities, S3, a gateway endpoint and the policies. */
record DoorStory() implements Story {
    @Override
    public String opening() {
        return "The private door: each command below really runs, where its prompt says.";
    }

    @Override
    public void tell(LabContext lab) throws IOException {
        new NetworkChapter(lab).run();
        new InstancesChapter(lab).run();
        try (var _ = SharedLogins.open(lab.directory(), lab.sshConfig())) {
            new CredentialsChapter(lab).run();
            new BucketChapter(lab).run();
            new GatewayEndpointChapter(lab).run();
            new BucketPolicyChapter(lab).run();
            new EndpointPolicyChapter(lab).run();
            new DeletionChapter(lab).run();
        }
    }

    @Override
    public void cleanUp(LabContext lab) {
        new CleanUpChapter(lab).run();
    }

    @Override
    public String waysIn(LabContext lab) {
        return "ssh -F %s public                    from the internet side; then: private".formatted(lab.sshConfig());
    }
}
