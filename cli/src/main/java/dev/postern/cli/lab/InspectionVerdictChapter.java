package dev.postern.cli.lab;

/** The appliance keeps a port's packets: the network lets them through, and they do not arrive. */
record InspectionVerdictChapter(LabContext lab) {
    void run() {
        lab.stage().chapter("What the appliance keeps");
        lab.run(lab.step(
                "Fetch the other page from client",
                lab.console("client"),
                InspectionNetworksChapter.fetch(lab, InspectionNetworksChapter.KEPT),
                Expectation.fails(PrivateLinkNetworksChapter.SILENCE),
                "no rule of the VPC refuses it: the appliance drops what is from or to port "
                        + InspectionNetworksChapter.KEPT));
        lab.run(lab.step(
                "Ask Postern, which sends it again",
                lab.host(),
                "postern why " + InspectionNetworksChapter.question(lab, InspectionNetworksChapter.KEPT)
                        + " --probe | sed -n '/^Really/,$p'",
                Expectation.prints("foretold +ALLOWED.*seen +DENIED.*"
                        + lab.resources().get("appliance") + "[^;]*gave\\s+back\\s+none"),
                "it counts what comes back from appliances"));
        lab.run(lab.step(
                "Ask the appliance",
                lab.console("appliance"),
                "grep dropped /var/log/appliance",
                Expectation.prints("^dropped tcp .*:" + InspectionNetworksChapter.KEPT + " by "
                        + lab.resources().get("endpoint")),
                "to the network it is a packet that was sent there and never came back"));
    }
}
