/** Tests of the command line against a control endpoint of their own. */
@NullMarked
package dev.postern.cli;

import org.jspecify.annotations.NullMarked;
