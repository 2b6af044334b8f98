/** Tests of the ledger and of the cloud over it. */
@NullMarked
package dev.postern.storage;

import org.jspecify.annotations.NullMarked;
