package dev.postern.cli.lab;

import java.util.Optional;

/**
 * One thing that the lab does.
 *
 * @param title what it does
 * @param place from where
 * @param command a shell command line
 * @param expectation what AWS would answer
 * @param why one line that explains the outcome; empty where the product itself tells why it is refused
 * @param foretold what the product must say of it, where it is a request or a connection from inside or from the internet
 */
record Step(
        String title, Place place, String command, Expectation expectation, String why, Optional<Foretold> foretold) {}
