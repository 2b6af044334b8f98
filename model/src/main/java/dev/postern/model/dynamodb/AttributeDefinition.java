package dev.postern.model.dynamodb;

/** The type of an attribute that is part of a key of the table or of an index. */
public record AttributeDefinition(String name, ScalarType type) {}
