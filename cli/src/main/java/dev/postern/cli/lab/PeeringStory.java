package dev.postern.cli.lab;

/** VPCs that are peered, and how far that leads. */
record PeeringStory() implements Story {
    @Override
    public String opening() {
        return "Peering: each command below really runs, where its prompt says. The instances have no way in: what is typed on"
                + "\nthem is typed at their serial consoles (./postern exec), past network and keys.";
    }

    @Override
    public void tell(LabContext lab) {
        new PeeringNetworksChapter(lab).run();
        new PeeringRequestChapter(lab).run();
        new PeeringRoutesChapter(lab).run();
        new PeeringTransitChapter(lab).run();
        new PeeringEdgeChapter(lab).run();
        new PeeringDeletionChapter(lab).run();
    }

    @Override
    public void cleanUp(LabContext lab) {
        new PeeringCleanUpChapter(lab).run();
    }

    @Override
    public String waysIn(LabContext lab) {
        return "./postern exec --data %s app           and data, and third"
                .formatted(lab.cloud().data());
    }
}
