package dev.postern.storage;

final class MemoryLedgerTest extends LedgerContract {
    @Override
    Ledger ledger() {
        return new MemoryLedger();
    }
}
