/** Tests of the nouns of DynamoDB. */
@NullMarked
package dev.postern.model.dynamodb;

import org.jspecify.annotations.NullMarked;
