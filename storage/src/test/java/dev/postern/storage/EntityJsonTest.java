package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.Change;
import dev.postern.model.EntityKinds;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.s3.Bucket;
import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EntityJsonTest {
    private static final EntityJson JSON = new EntityJson(EntityFormats.CURRENT);

    @Test
    void bringsBackEveryKindOfEntity() {
        Seeds.each(50, random -> {
            Samples samples = new Samples(random);
            Change.Builder change = Change.builder();
            EntityKinds.byName().values().forEach(kind -> change.put(samples.entity(kind)));
            EntityKinds.byName().values().forEach(kind -> change.remove(samples.entity(kind)));
            assertThat(JSON.read(JSON.write(change.build())).change()).isEqualTo(change.build());
        });
    }

    @Test
    void writesAnEqualSnapshotAsEqualText() {
        Seeds.each(10, random -> {
            Samples samples = new Samples(random);
            Change.Builder change = Change.builder();
            EntityKinds.byName().values().forEach(kind -> change.put(samples.entity(kind)));
            Snapshot snapshot = Snapshot.EMPTY.apply(1, change.build());
            String text = JSON.write(snapshot);
            assertThat(JSON.write(Snapshot.EMPTY.apply(7, JSON.read(text).change())))
                    .isEqualTo(text);
        });
    }

    @Test
    void readsInPartsWhatItReadsWhole() {
        Seeds.each(20, random -> {
            Samples samples = new Samples(random);
            Change.Builder change = Change.builder();
            EntityKinds.byName().values().forEach(kind -> change.put(samples.entity(kind)));
            change.put(new InternetGateway(
                    Samples.SCOPE,
                    new InternetGatewayId("igw-00000000000000001"),
                    Optional.empty(),
                    Tags.of(Map.of("Name", "},{\"put\":\\\",[", "]", "\\"))));
            String whole = JSON.write(change.build());
            for (int chars : new int[] {1, 100, 1000, whole.length()}) {
                Change.Builder read = Change.builder();
                EntityJson.parts(whole, chars)
                        .forEach(part -> read.addAll(JSON.read(part).change()));
                assertThat(read.build()).isEqualTo(change.build());
            }
            assertThat(EntityJson.parts(whole, 1))
                    .hasSize(change.build().operations().size());
        });
        assertThat(EntityJson.parts("[]", 1)).containsExactly("[]");
    }

    @Test
    void writesIdsAndAddressesAsTheirTexts() {
        assertThat(JSON.write(Samples.putGateway(1)))
                .isEqualTo("[{\"put\":\"InternetGateway@1\",\"entity\":{\"scope\":{\"account\":\"000000000000\","
                        + "\"region\":\"us-east-1\"},\"id\":\"igw-00000000000000001\",\"vpcId\":null,\"tags\":{}}}]");
    }

    @Test
    void refusesKindsFieldsAndOperationsThatItDoesNotKnow() {
        String good = JSON.write(Samples.putGateway(1));
        assertThatThrownBy(() -> JSON.read(good.replace("\"InternetGateway@1\"", "\"WormholeGateway@1\"")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("WormholeGateway");
        assertThatThrownBy(() -> JSON.read(good.replace("\"tags\":{}", "\"tags\":{},\"colour\":1")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> JSON.read(good.replace(",\"tags\":{}", "")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("tags");
        assertThatThrownBy(() -> JSON.read(good.replace("igw-0", "vpc-0")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("vpc-0");
        assertThatThrownBy(() -> JSON.read("[{\"merge\":\"Vpc\"}]"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("merge");
        assertThatThrownBy(() -> JSON.read("[{\"put\":\"Vpc@1\"}]"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("put");
        for (String broken : List.of("[{", "[", "", "{}", "[1]", good.substring(0, good.length() - 1))) {
            assertThatThrownBy(() -> JSON.read(broken)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void everyKindHasAFormatAndKeepsItsName() {
        assertThat(EntityKinds.byName().values())
                .allSatisfy(kind ->
                        assertThat(EntityFormats.CURRENT.of(kind).type()).isEqualTo(kind))
                .hasSize(EntityFormats.CURRENT.all().size());
    }

    @Test
    void readsTheFirstReleaseWhichWroteNoVersions() {
        String text = JSON.write(Samples.putGateway(1));
        EntityJson.Reading old = JSON.read(text.replace("InternetGateway@1", "InternetGateway"));
        assertThat(old.change()).isEqualTo(Samples.putGateway(1));
        assertThat(old.outdated()).isTrue();
        assertThat(JSON.read(text).outdated()).isFalse();
    }

    @Test
    void balancersWereAllNetworkLoadBalancersBeforeTheyHadATypeAndSoWereThoseOfServices() {
        Seeds.each(10, random -> {
            Samples samples = new Samples(random);
            LoadBalancer balancer = samples.entity(LoadBalancer.class);
            EndpointService service = samples.entity(EndpointService.class);
            Change.Builder change = Change.builder().put(balancer).put(service);
            String old = JSON.write(change.build())
                    .replace("LoadBalancer@2", "LoadBalancer@1")
                    .replace("EndpointService@4", "EndpointService@1")
                    .replaceFirst("\"type\":\"(NETWORK|GATEWAY)\",", "")
                    .replaceFirst("\"gatewayLoadBalancerArns\":\\[[^]]*\\],", "")
                    .replaceFirst(",\"otherRegions\":\\[[^]]*\\]", "");
            Snapshot read = Snapshot.EMPTY.apply(1, JSON.read(old).change());
            assertThat(read.all(LoadBalancer.class).in(balancer.scope()))
                    .extracting(LoadBalancer::type)
                    .containsExactly(LoadBalancer.Type.NETWORK);
            assertThat(read.all(EndpointService.class).in(service.scope()))
                    .extracting(EndpointService::terms)
                    .containsExactly(new EndpointService.Terms(
                            service.terms().acceptanceRequired(),
                            service.terms().networkLoadBalancerArns(),
                            List.of(),
                            service.terms().families(),
                            List.of()));
        });
    }

    @Test
    void bringsARowUpThroughEveryVersionAndUnderAnotherClass() {
        // Version 1 had no tags, version 2 called the VPC otherwise.
        EntityFormat<InternetGateway> gateway = EntityFormat.first("Gateway", InternetGateway.class)
                .then(node -> node.set("tags", node.objectNode()))
                .then(node -> {
                    node.set("vpcId", node.remove("network"));
                    return node;
                });
        EntityJson json = new EntityJson(new EntityFormats(List.of(gateway)));
        String scope = "\"scope\":{\"account\":\"000000000000\",\"region\":\"us-east-1\"}";
        String entity = "{" + scope + ",\"id\":\"igw-00000000000000001\",\"network\":null";
        String first = "[{\"put\":\"Gateway\",\"entity\":" + entity + "}}]";
        String second = "[{\"put\":\"Gateway@2\",\"entity\":" + entity + ",\"tags\":{}}}]";
        assertThat(json.read(first).change()).isEqualTo(Samples.putGateway(1));
        assertThat(json.read(second).change()).isEqualTo(Samples.putGateway(1));
        assertThat(json.write(Samples.putGateway(1))).contains("\"Gateway@3\"");
        assertThatThrownBy(() -> json.read(second.replace("@2", "@4")))
                .isInstanceOf(StorageException.class)
                .hasMessage("the ledger holds Gateway@4, and this version of Postern knows Gateway up to 3: a newer"
                        + " Postern wrote it, and is needed to open it");
    }

    @Test
    void keepsWhatWasSaidOfABucketsKey() throws IOException {
        EntityFormat<?> format = EntityFormats.CURRENT.of(Bucket.class);
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode said = (ObjectNode) mapper.readTree("{\"bucketKey\":true}");
        ObjectNode unsaid = (ObjectNode) mapper.readTree("{\"bucketKey\":null}");
        assertThat(format.upgraded(said, 1).at("/configurations/encryption").asText())
                .contains("<SSEAlgorithm>AES256</SSEAlgorithm>", "<BucketKeyEnabled>true</BucketKeyEnabled>");
        assertThat(said.has("bucketKey")).isFalse();
        assertThat(format.upgraded(unsaid, 1).at("/configurations").isEmpty()).isTrue();
    }
}
