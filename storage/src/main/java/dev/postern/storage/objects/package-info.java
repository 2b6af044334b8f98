/** Objects: their bodies as files, what is known about them in an index. */
@NullMarked
package dev.postern.storage.objects;

import org.jspecify.annotations.NullMarked;
