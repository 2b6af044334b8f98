package dev.postern.bench;

/** How soon a new interface endpoint answers. Each try makes another one: an address that was in use is free only after a while. */
record FirstBytes(Consumer consumer, Report report) {
    private static final int TRIES = 5;

    void run(String kind, String service, int port, int firstNumber) throws Exception {
        double[] times = new double[TRIES];
        for (int i = 0; i < TRIES; i++) {
            times[i] = consumer.answered(service, firstNumber + i, port);
        }
        report.figure(
                "CreateVpcEndpoint (interface) to the first byte of " + kind + " (median of " + TRIES + ")",
                1000 * Report.median(times),
                "ms",
                "goal 50");
    }
}
