package dev.postern.cli.lab;

/** A private instance's way to the internet, which is a NAT gateway. */
record NatStory() implements Story {
    @Override
    public String opening() {
        return "NAT: each command below really runs, where its prompt says. The private instance has no way in: what is typed on"
                + "\nit is typed at its serial console (./postern exec), past network and keys.";
    }

    @Override
    public void tell(LabContext lab) {
        new NatMirrorChapter(lab).run();
        new NatNetworkChapter(lab).run();
        new NatLockedInChapter(lab).run();
        new NatGatewayChapter(lab).run();
        new NatInstallChapter(lab).run();
        new NatDeletionChapter(lab).run();
    }

    @Override
    public void cleanUp(LabContext lab) {
        new NatCleanUpChapter(lab).run();
    }

    @Override
    public String waysIn(LabContext lab) {
        return "./postern exec --data %s private       and ssh -F %s mirror"
                .formatted(lab.cloud().data(), lab.sshConfig());
    }
}
