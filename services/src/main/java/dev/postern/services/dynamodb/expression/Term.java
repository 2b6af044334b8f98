package dev.postern.services.dynamodb.expression;

/** What can stand in parentheses: a condition, or what one compares. */
public sealed interface Term permits Condition, Operand {}
