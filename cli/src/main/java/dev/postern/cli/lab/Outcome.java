package dev.postern.cli.lab;

/**
 * What a command did.
 *
 * @param output standard output, then standard error
 * @param seconds how long it took
 */
record Outcome(int exitCode, String output, double seconds) {
    /** The output without surrounding white space: what {@code --query ... --output text} prints. */
    String text() {
        return output.strip();
    }
}
