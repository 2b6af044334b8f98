package dev.postern.model.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ImageTest {
    @Test
    void hasANameAsRegisterImageTakesIt() {
        for (String name : List.of("abc", "my image (2) [x]/a.b-c'd@e_f", "x".repeat(128))) {
            assertThat(Image.isValidName(name)).as(name).isTrue();
        }
        for (String name : List.of("", "ab", "x".repeat(129), "über", "a\nbc", "a:bc")) {
            assertThat(Image.isValidName(name)).as(name).isFalse();
        }
    }
}
