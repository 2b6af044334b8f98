/** Measurements, side by side in one run, as ratios. */
@NullMarked
package dev.postern.bench;

import org.jspecify.annotations.NullMarked;
