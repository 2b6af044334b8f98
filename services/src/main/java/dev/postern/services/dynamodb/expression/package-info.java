/**
 * DynamoDB's expressions: what may be in them, what they mean for an item, and AWS's words for what is wrong with them. Pure.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html">Expressions</a>
 */
@NullMarked
package dev.postern.services.dynamodb.expression;

import org.jspecify.annotations.NullMarked;
