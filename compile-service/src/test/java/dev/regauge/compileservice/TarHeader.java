package dev.regauge.compileservice;

import java.nio.charset.StandardCharsets;

/** A USTAR header that a test can write as it likes. */
public final class TarHeader {
    private final byte[] bytes = new byte[512];

    private TarHeader() {}

    public static TarHeader file(String name, long size) {
        return new TarHeader()
                .text(0, name)
                .text(100, "0000644")
                .text(108, "0000000")
                .text(116, "0000000")
                .text(124, String.format("%011o", size))
                .text(136, "00000000000")
                .text(156, "0")
                .text(257, "ustar\u000000");
    }

    /** Writes text at an offset. */
    public TarHeader text(int offset, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(ascii, 0, bytes, offset, ascii.length);
        return this;
    }

    /** The header with its checksum. */
    public byte[] bytes() {
        byte[] whole = bytes.clone();
        System.arraycopy("        ".getBytes(StandardCharsets.US_ASCII), 0, whole, 148, 8);
        int sum = 0;
        for (byte b : whole) {
            sum += b & 0xff;
        }
        byte[] checksum = String.format("%06o\u0000 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(checksum, 0, whole, 148, 8);
        return whole;
    }
}
