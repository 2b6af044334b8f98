/** What happens by time alone: pure, so that a test turns the clock. */
@org.jspecify.annotations.NullMarked
package dev.postern.model.time;
