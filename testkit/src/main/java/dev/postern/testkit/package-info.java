/** What tests of every module need: seeds, and waiting for a condition. */
@NullMarked
package dev.postern.testkit;

import org.jspecify.annotations.NullMarked;
