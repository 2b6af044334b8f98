/** Tests of the object store. */
@NullMarked
package dev.postern.storage.objects;

import org.jspecify.annotations.NullMarked;
