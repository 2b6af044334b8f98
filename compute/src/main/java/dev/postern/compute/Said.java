package dev.postern.compute;

import java.util.Optional;

/**
 * What a program that was talked to came to.
 *
 * @param code its exit code; empty where it had not ended when the limit was over
 * @param output of both kinds, its first 64 KiB
 */
public record Said(Optional<Integer> code, String output) {}
