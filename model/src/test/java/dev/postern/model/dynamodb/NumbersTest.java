package dev.postern.model.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NumbersTest {
    @Test
    void equalNumbersAreOneValueAndHaveOneText() {
        for (String form : List.of("100", "1e2", "1E+2", "+100", "100.000", "0100", " 100 ")) {
            assertThat(AttributeValue.N.of(form)).isEqualTo(AttributeValue.N.of("100"));
        }
        assertThat(Numbers.format(Numbers.parse("1E2"))).isEqualTo("100");
        assertThat(Numbers.format(Numbers.parse("-0.0"))).isEqualTo("0");
        assertThat(Numbers.format(Numbers.parse("1.50"))).isEqualTo("1.5");
    }

    @Test
    void arithmeticIsExact() {
        assertThat(Numbers.format(Numbers.sum(Numbers.parse("0.1"), Numbers.parse("0.2"))))
                .isEqualTo("0.3");
        assertThat(Numbers.format(Numbers.difference(Numbers.parse("12345678901234567890"), Numbers.parse("1"))))
                .isEqualTo("12345678901234567889");
    }

    @Test
    void refusesWhatDynamoDbCannotKeep() {
        Map.of(
                        "",
                        "The parameter cannot be converted to a numeric value",
                        "1a",
                        "The parameter cannot be converted to a numeric value: 1a",
                        "NaN",
                        "The parameter cannot be converted to a numeric value: NaN",
                        "1e126",
                        "Number overflow. Attempting to store a number with magnitude larger than supported" + " range",
                        "-1e126",
                        "Number overflow. Attempting to store a number with magnitude larger than supported" + " range",
                        "1e-131",
                        "Number underflow. Attempting to store a number with magnitude smaller than supported"
                                + " range",
                        "1".repeat(39),
                        "Attempting to store more than 38 significant digits in a Number")
                .forEach((text, message) -> assertThatThrownBy(() -> Numbers.parse(text))
                        .isInstanceOf(Numbers.NotANumber.class)
                        .hasMessage(message));
        assertThat(Numbers.parse("1e125").precision()).isEqualTo(1);
        assertThat(Numbers.parse("9".repeat(38) + "e87").precision()).isEqualTo(38);
    }

    @Test
    void countsBytesAsAwsDoes() {
        assertThat(new AttributeValue.S("aé€😀").size()).isEqualTo(1 + 2 + 3 + 4);
        assertThat(AttributeValue.N.of("0").size()).isEqualTo(1);
        assertThat(AttributeValue.N.of("1").size()).isEqualTo(2);
        assertThat(AttributeValue.N.of("-12").size()).isEqualTo(3);
        assertThat(new AttributeValue.L(List.of(new AttributeValue.Bool(true), new AttributeValue.Null())).size())
                .isEqualTo(3 + 4);
        assertThat(Item.of(Map.of("name", new AttributeValue.S("value"))).size())
                .isEqualTo(9);
    }
}
