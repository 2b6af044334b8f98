/** The nouns of DynamoDB: tables and their indexes, which the ledger keeps, and items with their values, which it does not. */
@NullMarked
package dev.postern.model.dynamodb;

import org.jspecify.annotations.NullMarked;
