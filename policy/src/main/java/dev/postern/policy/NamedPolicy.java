package dev.postern.policy;

/**
 * A policy and what people call it.
 *
 * @param name the ARN of a managed policy, the name of an inline one, or what the policy belongs to
 */
public record NamedPolicy(String name, Policy policy) {}
