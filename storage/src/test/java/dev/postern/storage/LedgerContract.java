package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.InternetGateway;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every ledger does. */
abstract class LedgerContract {
    /** An empty ledger, closed by the test class. */
    abstract Ledger ledger();

    @Test
    void beginsEmpty() {
        assertThat(ledger().load().sequence()).isZero();
    }

    @Test
    void holdsWhatWasAppendedInOrder() throws Ledger.ConflictException {
        Ledger ledger = ledger();
        ledger.append(1, List.of(Samples.putGateway(1), Samples.putGateway(2)));
        ledger.append(3, List.of(Change.remove(Samples.gateway(1))));
        Snapshot state = ledger.load();
        assertThat(state.sequence()).isEqualTo(3);
        assertThat(state.in(InternetGateway.class, Samples.SCOPE)).containsExactly(Samples.gateway(2));
    }

    @Test
    void refusesASequenceThatIsTakenAndWritesNothing() throws Ledger.ConflictException {
        Ledger ledger = ledger();
        ledger.append(1, List.of(Samples.putGateway(1)));
        assertThatThrownBy(() -> ledger.append(1, List.of(Samples.putGateway(2))))
                .isInstanceOf(Ledger.ConflictException.class);
        assertThat(ledger.load().in(InternetGateway.class, Samples.SCOPE)).containsExactly(Samples.gateway(1));
    }

    @Test
    void refusesAGap() {
        Ledger ledger = ledger();
        assertThatThrownBy(() -> ledger.append(2, List.of(Samples.putGateway(2))))
                .isInstanceOf(Ledger.ConflictException.class);
    }
}
