/** The private-door lab: real commands, run where a person would run them, each with the outcome AWS would give. */
@NullMarked
package dev.postern.cli.lab;

import org.jspecify.annotations.NullMarked;
