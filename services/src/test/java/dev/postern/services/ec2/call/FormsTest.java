package dev.postern.services.ec2.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Ec2Kind;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Ids;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.services.fabric.FreeAddresses;
import dev.postern.services.fabric.ReservedRanges;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FormsTest {
    @Test
    void matchesWildcardsAsEc2Does() {
        assertThat(Wildcard.matches("lab*", "laboratory")).isTrue();
        assertThat(Wildcard.matches("l?b", "lab")).isTrue();
        assertThat(Wildcard.matches("l?b", "lb")).isFalse();
        assertThat(Wildcard.matches("*", "")).isTrue();
        assertThat(Wildcard.matches("\\*amazon\\?\\\\", "*amazon?\\")).isTrue();
        assertThat(Wildcard.matches("\\*", "x")).isFalse();
        assertThat(Wildcard.matches("*a*b", "xaxxb")).isTrue();
        assertThat(Wildcard.matches("Lab", "lab")).isFalse();
    }

    @Test
    void endsOnHostilePatterns() {
        assertThat(Wildcard.matches("*a".repeat(500) + "b", "a".repeat(10_000))).isFalse();
    }

    @Test
    void cutsPagesByKeysAndNotByPlaces() {
        Ec2Page<String> first = Ec2Page.of(List.of("c", "a", "b"), Function.identity(), 2, token("one", null), 1);
        assertThat(first.items()).containsExactly("a", "b");
        Ec2Page<String> rest =
                Ec2Page.of(List.of("a", "c", "d"), Function.identity(), 5, token("one", first.nextToken()), 1);
        assertThat(rest.items()).containsExactly("c", "d");
        assertThat(rest.nextToken()).isNull();
    }

    @Test
    void aTokenMeansNothingInAnotherListing() {
        String token = Ec2Page.of(List.of("a", "b"), Function.identity(), 1, token("one", null), 1)
                .nextToken();
        assertThatThrownBy(() -> Ec2Page.of(List.of("a", "b"), Function.identity(), 1, token("other", token), 1))
                .hasMessageContaining("The token '" + token + "' is invalid");
    }

    private static Ec2Page.Token token(String owner, @Nullable String text) {
        return new Ec2Page.Token(owner, text);
    }

    @Test
    void givesEveryAddressOfASubnetOnceAndNoReservedOne() {
        Subnet subnet = new Subnet(
                new Scope(Ec2Fixture.ACCOUNT, Region.US_EAST_1),
                new SubnetId("subnet-0123456789abcdef0"),
                new VpcId("vpc-0123456789abcdef0"),
                Optional.of(Cidr.of("10.0.0.16/28")),
                Optional.empty(),
                "us-east-1a",
                "use1-az1",
                false,
                false,
                false,
                PrivateNames.DEFAULT,
                false,
                Tags.NONE);
        Ids ids = new Ids(new Random(1));
        FreeAddresses addresses = new FreeAddresses(subnet, new TreeSet<>(), new ReservedRanges(List.of()));
        TreeSet<String> given = new TreeSet<>();
        for (Optional<Ip> ip = addresses.next(ids); ip.isPresent(); ip = addresses.next(ids)) {
            given.add(ip.get().toString());
            addresses = addresses.with(List.of(ip.get()));
        }
        assertThat(given).hasSize(11).contains("10.0.0.20", "10.0.0.30").doesNotContain("10.0.0.19", "10.0.0.31");
        assertThat(addresses.count()).isZero();
    }

    @Test
    void everyKindOfResourceHasItsErrors() {
        assertThat(Noun.ALL.stream().map(noun -> noun.kind().prefix()))
                .containsExactlyInAnyOrderElementsOf(
                        Ec2Kind.ALL.stream().map(Ec2Kind::prefix).toList())
                .doesNotHaveDuplicates();
        assertThat(Ec2Kind.ALL.stream().map(Ec2Kind::type)).doesNotHaveDuplicates();
    }
}
