package dev.postern.storage.items;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Binary;
import dev.postern.model.dynamodb.Item;
import dev.postern.testkit.Seeds;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SortKeyTest {
    @Test
    void numbersAreInTheirOrder() {
        Seeds.each(2_000, random -> {
            RandomItems items = new RandomItems(random);
            BigDecimal one = items.number();
            BigDecimal other = items.number();
            assertThat(Integer.signum(Arrays.compareUnsigned(
                            SortKey.of(new AttributeValue.N(one)), SortKey.of(new AttributeValue.N(other)))))
                    .as(one + " and " + other)
                    .isEqualTo(one.compareTo(other));
        });
    }

    @Test
    void textsAndBytesAreInTheOrderOfTheirBytes() {
        Seeds.each(500, random -> {
            RandomItems items = new RandomItems(random);
            String one = items.text();
            String other = items.text();
            assertThat(Integer.signum(Arrays.compareUnsigned(
                            SortKey.of(new AttributeValue.S(one)), SortKey.of(new AttributeValue.S(other)))))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(
                            one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8))));
            Binary b = items.binary();
            Binary c = items.binary();
            assertThat(Integer.signum(Arrays.compareUnsigned(
                            SortKey.of(new AttributeValue.B(b)), SortKey.of(new AttributeValue.B(c)))))
                    .isEqualTo(Integer.signum(b.compareTo(c)));
            byte[] behind = SortKey.behind(SortKey.of(new AttributeValue.B(b)));
            assertThat(Arrays.compareUnsigned(SortKey.of(new AttributeValue.B(c)), behind) < 0
                            && Arrays.compareUnsigned(
                                            SortKey.of(new AttributeValue.B(c)), SortKey.of(new AttributeValue.B(b)))
                                    >= 0)
                    .isEqualTo(c.startsWith(b));
        });
    }

    @Test
    void everyPartitionIsInOneSegment() {
        for (int segments : new int[] {1, 2, 3, 7, 1_000_000}) {
            for (int i = 0; i < 50; i++) {
                AttributeValue hash = new AttributeValue.S("key " + i);
                byte[] key = SortKey.partition(hash);
                int found = 0;
                long first = ByteBuffer.wrap(key).getInt() & 0xffffffffL;
                int guess = (int) ((first * segments) >>> 32);
                for (int s = Math.max(0, guess - 2); s < Math.min(segments, guess + 3); s++) {
                    found += new Reading.Segment(s, segments).has(hash) ? 1 : 0;
                }
                assertThat(found).isEqualTo(1);
            }
        }
    }

    @Test
    void anItemComesBackAsItWas() {
        Seeds.each(500, random -> {
            Item item = Item.of(Map.of("é", new RandomItems(random).value(3), "b", new RandomItems(random).value(1)));
            assertThat(ItemCodec.read(ItemCodec.write(item))).isEqualTo(item);
        });
    }
}
