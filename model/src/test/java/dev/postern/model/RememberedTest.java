package dev.postern.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RememberedTest {
    private final Remembered<Integer, String> remembered = new Remembered<>(3);
    private final List<Integer> worked = new ArrayList<>();

    private String get(int number) {
        return remembered.get(number, key -> {
            worked.add(key);
            return "result of " + key;
        });
    }

    @Test
    void worksOutOnceAndNeverRemembersMoreThanItsBound() {
        assertThat(get(1)).isEqualTo("result of 1").isSameAs(get(1));
        get(2);
        get(3);
        assertThat(worked).containsExactly(1, 2, 3);
        get(4);
        assertThat(get(1)).isEqualTo("result of 1");
        assertThat(worked).containsExactly(1, 2, 3, 4, 1);
    }
}
