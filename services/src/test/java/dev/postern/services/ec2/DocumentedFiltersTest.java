package dev.postern.services.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.postern.wire.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Every filter that the EC2 API Reference documents for an operation is known to it, whether or not it can match. */
class DocumentedFiltersTest {
    private final Ec2Fixture fixture = new Ec2Fixture();

    static List<String> documented() throws IOException {
        try (InputStream list = DocumentedFiltersTest.class.getResourceAsStream("documented-filters.txt")) {
            return new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documented")
    void isKnown(String operationAndFilter) {
        String[] words = operationAndFilter.split(" ", 2);
        Filter filter = Ec2Fixture.filter(words[1], "nothing-like-this");
        assertThatCode(() -> fixture.ask(ec2 -> ask(ec2, words[0], List.of(filter))))
                .doesNotThrowAnyException();
    }

    static Stream<String> operations() throws IOException {
        return documented().stream().map(line -> line.split(" ", 2)[0]).distinct();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void noOperationTakesMoreThanEc2Does(String operation) throws IOException {
        String name = documented().stream()
                .map(line -> line.split(" ", 2))
                .filter(words -> words[0].equals(operation) && !words[1].startsWith("tag"))
                .findFirst()
                .orElseThrow()[1];
        Filter one = Ec2Fixture.filter(name, "x");
        String[] many = Collections.nCopies(201, "x").toArray(String[]::new);
        assertThat(refusal(operation, Collections.nCopies(51, one)))
                .isEqualTo("FilterLimitExceeded: The maximum number of filters specified on a single call is 50");
        assertThat(refusal(operation, List.of(Ec2Fixture.filter(name, many))))
                .isEqualTo(
                        "FilterLimitExceeded: The maximum number of filter values specified on a single call is 200");
        assertThat(refusal(operation, List.of(Ec2Fixture.filter(name, "x".repeat(256)))))
                .isEqualTo("FilterLimitExceeded: The maximum length for a filter value is 255 characters");
        assertThat(refusal(operation, List.of(Ec2Fixture.filter("tag:" + "x".repeat(252), "x"))))
                .isEqualTo("FilterLimitExceeded: The maximum length for a filter name is 255 characters");
        assertThat(refusal(operation, List.of(Filter.builder().values("x").build())))
                .isEqualTo("InvalidParameterValue: The filter 'null' is invalid");
        assertThat(refusal(operation, List.of(Ec2Fixture.filter("", "x"))))
                .isEqualTo("InvalidParameterValue: The filter '' is invalid");
    }

    @Test
    void aFilterWithoutValuesFindsNothing() {
        fixture.subnet(fixture.vpc("10.0.0.0/16"), "10.0.0.0/24");
        assertThat(fixture.ask(ec2 -> ec2.describeSubnets(r -> r.filters(Ec2Fixture.filter("vpc-id"))))
                        .subnets())
                .isEmpty();
        assertThat(fixture.refusal(ec2 -> ec2.describeSubnets(r -> r.filters(Ec2Fixture.filter("no-such")))))
                .isEqualTo("InvalidParameterValue: The filter 'no-such' is invalid");
    }

    private String refusal(String operation, List<Filter> filters) {
        return fixture.refusal(ec2 -> ask(ec2, operation, filters));
    }

    private static Object ask(Ec2Client ec2, String operation, List<Filter> given) {
        String name = operation.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + operation.substring(1);
        Method method = Stream.of(Ec2Client.class.getMethods())
                .filter(m -> m.getName().equals(name) && m.getParameterCount() == 1)
                .filter(m -> SdkPojo.class.isAssignableFrom(m.getParameterTypes()[0]))
                .findFirst()
                .orElseThrow();
        try {
            Object builder = method.getParameterTypes()[0].getMethod("builder").invoke(null);
            SdkField<?> filters = ((SdkPojo) builder)
                    .sdkFields().stream()
                            .filter(f -> f.memberName().equals("Filters")
                                    || f.memberName().equals("Filter"))
                            .findFirst()
                            .orElseThrow();
            filters.set(builder, given);
            assertThat(builder).isInstanceOf(SdkBuilder.class);
            return Objects.requireNonNull(method.invoke(ec2, ((SdkBuilder<?, ?>) builder).build()));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ApiException refused) {
                throw refused;
            }
            throw new IllegalStateException(operation, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(operation, e);
        }
    }
}
