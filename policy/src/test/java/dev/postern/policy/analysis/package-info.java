@org.jspecify.annotations.NullMarked
package dev.postern.policy.analysis;
