/**
 * DynamoDB: tables in the ledger, items in a store beside it. Streams, global tables, backups, exports and PartiQL are not served;
 * throughput is kept and told, and nobody is throttled.
 */
@NullMarked
package dev.postern.services.dynamodb;

import org.jspecify.annotations.NullMarked;
