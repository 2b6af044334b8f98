/** Collections of which one version shares with the next all that did not change. */
@NullMarked
package dev.postern.model.shared;

import org.jspecify.annotations.NullMarked;
