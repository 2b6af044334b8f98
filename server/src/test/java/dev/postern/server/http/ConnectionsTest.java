package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections end together, whenever they came. */
final class ConnectionsTest {
    private final Connections connections = new Connections();
    private final List<Object> told = new ArrayList<>();

    @Test
    void tellsAConnectionThatComesWhileTheOthersEndToGo() {
        connections.close();
        connections.add(channel());
        assertThat(told).containsExactly(Connections.Drain.NOW);
    }

    @Test
    void tellsNothingToOneThatComesBefore() {
        connections.add(channel());
        assertThat(told).isEmpty();
    }

    private EmbeddedChannel channel() {
        return new EmbeddedChannel(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                told.add(event);
            }
        });
    }
}
