/** Tests of the collections. */
@NullMarked
package dev.postern.model.shared;

import org.jspecify.annotations.NullMarked;
