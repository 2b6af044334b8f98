package dev.postern.server.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Problem;
import dev.postern.server.health.Health;
import dev.postern.server.http.Door;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DoorsTest {
    private final Health health = new Health(Clock.systemUTC());
    private final Doors doors = new Doors(health);
    private final List<FakeDoor> opened = new ArrayList<>();
    private boolean broken;

    @Test
    void whatCouldNotBeOpenedIsAProblemAndTriedAgain() {
        broken = true;
        doors.open("vpc-1", this::open);
        doors.tend();
        assertThat(health.problems()).extracting(Problem::code).containsExactly(Problem.Code.SERVICE_NOT_LISTENING);
        assertThat(opened).as("half of them are not left open").noneMatch(FakeDoor::isOpen);
        broken = false;
        doors.tend();
        assertThat(health.problems()).isEmpty();
        assertThat(health.mended()).hasSize(1);
        assertThat(opened.getLast().isOpen()).isTrue();
    }

    @Test
    void whatClosesByItselfIsOpenedAgain() {
        doors.open("vpc-1", this::open);
        opened.getLast().close();
        doors.tend();
        assertThat(opened.getLast().isOpen()).isTrue();
        assertThat(health.mended()).hasSize(1);
        doors.close("vpc-1");
        doors.tend();
        assertThat(opened).noneMatch(FakeDoor::isOpen);
    }

    private void open(List<Door> into) throws IOException {
        FakeDoor door = new FakeDoor();
        opened.add(door);
        into.add(door);
        if (broken) {
            throw new IOException("too many open files");
        }
    }

    private static final class FakeDoor implements Door {
        private boolean open = true;

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
