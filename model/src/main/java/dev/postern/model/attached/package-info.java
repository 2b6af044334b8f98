/** Services of AWS that servers beside the cloud are, and that have endpoints in it all the same. */
@NullMarked
package dev.postern.model.attached;

import org.jspecify.annotations.NullMarked;
