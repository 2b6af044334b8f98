@NullMarked
package dev.postern.services.attached;

import org.jspecify.annotations.NullMarked;
