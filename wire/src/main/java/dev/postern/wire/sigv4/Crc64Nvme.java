package dev.postern.wire.sigv4;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/** CRC-64/NVME, the checksum that S3 prefers: reflected polynomial 0x9A6C9329AC4BC9B5, eight bytes at a time. */
public final class Crc64Nvme implements Checksum {
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final long[][] TABLES = tables();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long crc = ~0L;

    private static long[][] tables() {
        long[][] tables = new long[8][256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) != 0 ? value >>> 1 ^ POLYNOMIAL : value >>> 1;
            }
            tables[0][i] = value;
        }
        for (int table = 1; table < 8; table++) {
            for (int i = 0; i < 256; i++) {
                long previous = tables[table - 1][i];
                tables[table][i] = previous >>> 8 ^ tables[0][(int) (previous & 255)];
            }
        }
        return tables;
    }

    @Override
    public void update(int b) {
        crc = crc >>> 8 ^ TABLES[0][(int) (crc ^ b) & 255];
    }

    @Override
    public void update(byte[] bytes, int from, int length) {
        int i = from;
        int end = from + length;
        long value = crc;
        for (; i + 8 <= end; i += 8) {
            value ^= (long) LONGS.get(bytes, i);
            value = TABLES[7][(int) value & 255]
                    ^ TABLES[6][(int) (value >>> 8) & 255]
                    ^ TABLES[5][(int) (value >>> 16) & 255]
                    ^ TABLES[4][(int) (value >>> 24) & 255]
                    ^ TABLES[3][(int) (value >>> 32) & 255]
                    ^ TABLES[2][(int) (value >>> 40) & 255]
                    ^ TABLES[1][(int) (value >>> 48) & 255]
                    ^ TABLES[0][(int) (value >>> 56)];
        }
        crc = value;
        for (; i < end; i++) {
            update(bytes[i]);
        }
    }

    @Override
    public long getValue() {
        return ~crc;
    }

    @Override
    public void reset() {
        crc = ~0L;
    }
}
