package dev.postern.cli.lab;

/** Appliances behind a Gateway Load Balancer, through which all goes that comes to a web server. */
record InspectionStory() implements Story {
    @Override
    public String opening() {
        return "Inspection: each command below really runs, where its prompt says. The appliances are in a VPC of their own, which has the"
                + "\nsame addresses. What is typed on instances is typed at their serial consoles (./postern exec), past network and keys.";
    }

    @Override
    public void tell(LabContext lab) {
        new InspectionNetworksChapter(lab).run();
        new InspectionBalancerChapter(lab).run();
        new InspectionRoutesChapter(lab).run();
        new InspectionVerdictChapter(lab).run();
        new InspectionScalingChapter(lab).run();
    }

    @Override
    public void cleanUp(LabContext lab) {
        new InspectionCleanUpChapter(lab).run();
    }

    @Override
    public String waysIn(LabContext lab) {
        return "./postern exec --data %s web            and client, appliance, second"
                .formatted(lab.cloud().data());
    }
}
