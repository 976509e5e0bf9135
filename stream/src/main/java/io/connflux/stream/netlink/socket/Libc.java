package io.connflux.stream.netlink.socket;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;

/** Calls of the C library, under its names. Each throws with {@code errno} where the call fails. Buffers are direct ones. */
final class Libc {

    static {
        Native.register(Libc.class, Platform.C_LIBRARY_NAME);
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    /** A {@code size_t} and a {@code ssize_t} are as wide as a {@code long} of C wherever Linux runs. */
    static native NativeLong send(int descriptor, ByteBuffer bytes, NativeLong length, int flags)
            throws LastErrorException;

    static native NativeLong recv(int descriptor, ByteBuffer bytes, NativeLong length, int flags)
            throws LastErrorException;

    static native int bind(int descriptor, ByteBuffer address, int length) throws LastErrorException;

    static native int setsockopt(int descriptor, int level, int name, ByteBuffer value, int length)
            throws LastErrorException;

    static native int getsockopt(int descriptor, int level, int name, ByteBuffer value, ByteBuffer length)
            throws LastErrorException;

    static native int poll(ByteBuffer descriptors, NativeLong count, int millis) throws LastErrorException;

    static native int eventfd(int value, int flags) throws LastErrorException;

    static native NativeLong write(int descriptor, ByteBuffer bytes, NativeLong length) throws LastErrorException;

    static native NativeLong read(int descriptor, ByteBuffer bytes, NativeLong length) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;
}
