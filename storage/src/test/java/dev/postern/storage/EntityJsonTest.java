package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Change;
import dev.postern.model.EntityKinds;
import dev.postern.model.Snapshot;
import dev.postern.testkit.Seeds;
import org.junit.jupiter.api.Test;

final class EntityJsonTest {
    @Test
    void bringsBackEveryKindOfEntity() {
        Seeds.each(50, random -> {
            Samples samples = new Samples(random);
            Change.Builder change = Change.builder();
            EntityKinds.byName().values().forEach(kind -> change.put(samples.entity(kind)));
            EntityKinds.byName().values().forEach(kind -> change.remove(samples.entity(kind)));
            assertThat(EntityJson.read(EntityJson.write(change.build()))).isEqualTo(change.build());
        });
    }

    @Test
    void writesAnEqualSnapshotAsEqualText() {
        Seeds.each(10, random -> {
            Samples samples = new Samples(random);
            Change.Builder change = Change.builder();
            EntityKinds.byName().values().forEach(kind -> change.put(samples.entity(kind)));
            Snapshot snapshot = Snapshot.EMPTY.apply(1, change.build());
            String text = EntityJson.write(snapshot);
            assertThat(EntityJson.write(Snapshot.EMPTY.apply(7, EntityJson.read(text))))
                    .isEqualTo(text);
        });
    }

    @Test
    void writesIdsAndAddressesAsTheirTexts() {
        assertThat(EntityJson.write(Samples.putGateway(1)))
                .isEqualTo("[{\"put\":\"InternetGateway\",\"entity\":{\"scope\":{\"account\":\"000000000000\","
                        + "\"region\":\"us-east-1\"},\"id\":\"igw-00000000000000001\",\"vpcId\":null,\"tags\":{}}}]");
    }

    @Test
    void refusesKindsFieldsAndOperationsThatItDoesNotKnow() {
        String good = EntityJson.write(Samples.putGateway(1));
        assertThatThrownBy(() -> EntityJson.read(good.replace("\"InternetGateway\"", "\"WormholeGateway\"")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("WormholeGateway");
        assertThatThrownBy(() -> EntityJson.read(good.replace("\"tags\":{}", "\"tags\":{},\"colour\":1")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> EntityJson.read(good.replace(",\"tags\":{}", "")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("tags");
        assertThatThrownBy(() -> EntityJson.read(good.replace("igw-0", "vpc-0")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("vpc-0");
        assertThatThrownBy(() -> EntityJson.read("[{\"merge\":\"Vpc\"}]"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("merge");
        assertThatThrownBy(() -> EntityJson.read("[{")).isInstanceOf(StorageException.class);
    }
}
