/** Tests of DynamoDB's expressions. */
@NullMarked
package dev.postern.services.dynamodb.expression;

import org.jspecify.annotations.NullMarked;
