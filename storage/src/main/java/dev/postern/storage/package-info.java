/** The only writers of state to disk: the ledger of changes, and the objects' bodies. */
@NullMarked
package dev.postern.storage;

import org.jspecify.annotations.NullMarked;
