package dev.postern.dataplane.linux;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Marks tests that send real packets. Where no network namespace can be made they are skipped, and say so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("packets")
@ExtendWith(PacketTest.Condition.class)
@interface PacketTest {
    /** Skips loudly. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return LinuxDataPlane.obstacle()
                    .map(obstacle -> {
                        System.err.println("SKIPPED " + context.getDisplayName() + ": " + obstacle);
                        return ConditionEvaluationResult.disabled(obstacle);
                    })
                    .orElseGet(() -> ConditionEvaluationResult.enabled("network namespaces can be made"));
        }
    }
}
