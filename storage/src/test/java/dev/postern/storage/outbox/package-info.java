@NullMarked
package dev.postern.storage.outbox;

import org.jspecify.annotations.NullMarked;
