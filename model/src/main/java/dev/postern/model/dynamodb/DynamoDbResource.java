package dev.postern.model.dynamodb;

import dev.postern.model.Entity;

/** The entities of DynamoDB. Items are not among them: they are in a store of their own. */
public sealed interface DynamoDbResource extends Entity permits Table {}
