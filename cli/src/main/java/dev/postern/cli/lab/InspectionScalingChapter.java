package dev.postern.cli.lab;

/** A second appliance takes new flows; the first one dies, and the second takes all. */
record InspectionScalingChapter(LabContext lab) {
    private static final String FLOWS = "20";

    void run() {
        lab.stage().chapter("A second appliance, and the end of the first");
        lab.resources()
                .put(
                        "second",
                        lab.run(new InspectionNetworksChapter(lab).instance("second", "security", "security", "")));
        lab.run(lab.onHost(
                "Register it, and wait until it is well",
                "aws ec2 wait instance-running --instance-ids {second}"
                        + " && aws elbv2 register-targets --target-group-arn {targets} --targets Id={second}"
                        + " && aws elbv2 wait target-in-service --target-group-arn {targets}"
                        + " --targets Id={appliance} Id={second}",
                "flows that are there stay where they are"));
        fetchOften("each is a flow of its own, by its ports");
        lab.run(lab.step(
                "See that the second appliance took some",
                lab.console("second"),
                "grep -c '^passed tcp .*:80 by' /var/log/appliance",
                Expectation.prints("^[1-9]"),
                "and both directions of each"));
        lab.run(lab.step(
                "Fetch the page again and again from client",
                lab.console("client"),
                "rm -f /tmp/fetched /tmp/enough; timeout 300 sh -c 'while [ ! -e /tmp/enough ]; do "
                        + InspectionNetworksChapter.fetch(lab, InspectionNetworksChapter.PAGE)
                                .replace("--max-time 5", "--max-time 1")
                        + " || echo lost; done' > /tmp/fetched 2> /dev/null < /dev/null & echo begun",
                Expectation.prints("^begun$"),
                "so that the appliance dies under load"));
        lab.run(lab.step(
                "End the first appliance",
                lab.console("appliance"),
                "pkill -x appliance && echo ended",
                Expectation.prints("^ended$"),
                "it neither passes packets nor says that it is well"));
        lab.stage()
                .until(
                        lab.step(
                                "See how the targets are",
                                lab.host(),
                                "aws elbv2 describe-target-health --target-group-arn "
                                        + lab.resources().get("targets")
                                        + " --query 'TargetHealthDescriptions[].TargetHealth.State' --output text",
                                Expectation.prints("^(unhealthy\\s+healthy|healthy\\s+unhealthy)$"),
                                "two checks in a row have failed"),
                        60);
        lab.run(lab.step(
                "See that all that is fetched now arrives",
                lab.console("client"),
                "until tail -n " + FLOWS + " /tmp/fetched | sort | uniq -c | grep '^ *" + FLOWS
                        + " the page'; do sleep 0.1; done; touch /tmp/enough",
                Expectation.prints(FLOWS + " the page of the shop"),
                "new flows go to who is well"));
        lab.run(lab.step(
                "Count what was lost before that",
                lab.console("client"),
                "grep -c lost /tmp/fetched",
                Expectation.prints("^[1-9]"),
                "flows that were sent to the first one before its checks had failed"));
    }

    private void fetchOften(String why) {
        lab.run(lab.step(
                "Fetch the page " + FLOWS + " times from client",
                lab.console("client"),
                "for i in $(seq " + FLOWS + "); do "
                        + InspectionNetworksChapter.fetch(lab, InspectionNetworksChapter.PAGE)
                        + " || exit 1; done | sort | uniq -c",
                Expectation.prints(FLOWS + " the page of the shop"),
                why));
    }
}
