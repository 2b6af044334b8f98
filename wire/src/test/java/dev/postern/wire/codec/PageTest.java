package dev.postern.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTest {
    private static final List<String> ALL = List.of("ä", "b", "a", "c");

    private static Page<String> page(@Nullable String token) {
        return Page.of(ALL, Function.identity(), token, 2, IllegalStateException::new);
    }

    @Test
    void pagesHaveAllInTheirOrder() {
        List<String> seen = new ArrayList<>();
        Page<String> page = page(null);
        seen.addAll(page.items());
        while (page.truncated()) {
            page = page(page.next());
            seen.addAll(page.items());
        }
        assertThat(seen).containsExactly("a", "b", "c", "ä");
    }

    /** Also where it can be decoded: by bits that stand for nothing, or to what is no text. */
    @ParameterizedTest
    @ValueSource(strings = {"zz", "YR==", "YQ", "!", "Y", "YQ==YQ==", "Yg==\n"})
    void aTokenThatNobodyGaveIsRefused(String token) {
        assertThatIllegalStateException().isThrownBy(() -> page(token));
    }
}
