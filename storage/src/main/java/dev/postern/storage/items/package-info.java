/** The items of tables: an index and its bytes in one SQLite file, beside the ledger, which has the tables themselves. */
@NullMarked
package dev.postern.storage.items;

import org.jspecify.annotations.NullMarked;
