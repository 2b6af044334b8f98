@NullMarked
package dev.postern.explain;

import org.jspecify.annotations.NullMarked;
