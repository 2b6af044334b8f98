/** Tests of the store of items. */
@NullMarked
package dev.postern.storage.items;

import org.jspecify.annotations.NullMarked;
