/** Attacks on a cloud: as root from inside its instances, from a web page, and from another user of the machine. */
@NullMarked
package dev.postern.conformance.hostile;

import org.jspecify.annotations.NullMarked;
