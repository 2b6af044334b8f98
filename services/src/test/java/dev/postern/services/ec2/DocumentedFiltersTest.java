package dev.postern.services.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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
        assertThatCode(() -> fixture.ask(ec2 -> ask(ec2, words[0], filter))).doesNotThrowAnyException();
    }

    private static Object ask(Ec2Client ec2, String operation, Filter filter) {
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
            filters.set(builder, List.of(filter));
            assertThat(builder).isInstanceOf(SdkBuilder.class);
            return Objects.requireNonNull(method.invoke(ec2, ((SdkBuilder<?, ?>) builder).build()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(operation, e);
        }
    }
}
