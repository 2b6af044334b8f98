package dev.postern.cli.lab;

/**
 * One thing that the lab does.
 *
 * @param title what it does
 * @param place from where
 * @param command a shell command line
 * @param expectation what AWS would answer
 * @param why one line that explains the outcome
 */
record Step(String title, Place place, String command, Expectation expectation, String why) {}
