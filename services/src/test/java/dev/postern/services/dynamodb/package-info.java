/** Tests of DynamoDB. */
@NullMarked
package dev.postern.services.dynamodb;

import org.jspecify.annotations.NullMarked;
