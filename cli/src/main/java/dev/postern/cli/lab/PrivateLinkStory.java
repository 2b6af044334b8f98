package dev.postern.cli.lab;

/** A provider that publishes a service, and a consumer with the same addresses that reaches it, and nothing else of him. */
record PrivateLinkStory() implements Story {
    @Override
    public String opening() {
        return "PrivateLink: each command below really runs, where its prompt says. Both VPCs have the same addresses, and no gateway"
                + "\nto the internet. What is typed on instances is typed at their serial consoles (./postern exec), past network and keys.";
    }

    @Override
    public void tell(LabContext lab) {
        new PrivateLinkNetworksChapter(lab).run();
        new PrivateLinkServiceChapter(lab).run();
        new PrivateLinkConnectionChapter(lab).run();
        new PrivateLinkPolicyChapter(lab).run();
        new PrivateLinkRejectionChapter(lab).run();
    }

    @Override
    public void cleanUp(LabContext lab) {
        new PrivateLinkCleanUpChapter(lab).run();
    }

    @Override
    public String waysIn(LabContext lab) {
        return "./postern exec --data %s consumer      and provider"
                .formatted(lab.cloud().data());
    }
}
