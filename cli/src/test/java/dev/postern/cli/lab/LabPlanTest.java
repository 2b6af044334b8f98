package dev.postern.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabPlanTest {
    @Test
    void furtherNetworksFollow() {
        assertThat(plan(StoryName.PEERING, "10.253").network(2)).isEqualTo("10.255");
        assertThat(plan(StoryName.NAT, "10.255").network()).isEqualTo("10.255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "10.0.0", "10.256", "300.0", "10.-1", "10.0/16", "10.1234", "١٠.0"})
    void whatIsNoNetworkIsRefused(String network) {
        assertThatThrownBy(() -> plan(StoryName.DOOR, network)).hasMessageContaining("--vpc takes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.254", "10.255"})
    void allVpcsOfALabHaveAPlace(String network) {
        assertThatThrownBy(() -> plan(StoryName.PEERING, network)).hasMessageContaining("needs 3 VPCs");
    }

    private static LabPlan plan(StoryName story, String network) {
        return new LabPlan(story, "us-east-1", network, "lab", false);
    }
}
