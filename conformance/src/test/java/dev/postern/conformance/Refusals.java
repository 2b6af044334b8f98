package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Calls that must be refused with AWS's code, and change nothing. */
record Refusals(TestingCloud cloud) {
    /** The call is refused; returns the message. */
    String refused(String code, ThrowingCallable call) {
        long before = cloud.sequence();
        StringBuilder message = new StringBuilder();
        assertThatThrownBy(call).as(code).isInstanceOfSatisfying(AwsServiceException.class, failure -> {
            assertThat(failure.awsErrorDetails().errorCode())
                    .as(failure.getMessage())
                    .isEqualTo(code);
            message.append(failure.awsErrorDetails().errorMessage());
        });
        assertThat(cloud.sequence()).as("%s changed something", code).isEqualTo(before);
        return message.toString();
    }
}
