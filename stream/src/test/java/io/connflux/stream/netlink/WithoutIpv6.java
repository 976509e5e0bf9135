package io.connflux.stream.netlink;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A thread to which the kernel gives no sockets of IPv6, as to nobody on a host that was started with {@code ipv6.disable=1}: a
 * filter of its system calls, which it keeps until it ends, and which those it starts have too.
 */
final class WithoutIpv6 {

    /** {@code __NR_socket}. */
    private static final Map<String, Integer> SOCKET = Map.of("amd64", 41, "aarch64", 198);

    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int AF_INET6 = 10;

    private static final int LOAD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int NUMBER = 0;
    private static final int FIRST_ARGUMENT = 16;
    private static final int EAFNOSUPPORT = 0x5_0000 | 97;
    private static final int ALLOWED = 0x7FFF_0000;

    private WithoutIpv6() {}

    private static final class Calls {

        static {
            Native.register(Calls.class, Platform.C_LIBRARY_NAME);
        }

        static native int prctl(int option, long second, long third, long fourth, long fifth) throws LastErrorException;
    }

    /** What a call gives, or throws, that is made there. Skips the test where threads can have no such filter. */
    static <T> T call(Callable<T> what) throws Exception {
        Integer socket = SOCKET.get(System.getProperty("os.arch"));
        assumeTrue(socket != null, "the numbers of system calls are not known for this kind of processor");
        CompletableFuture<Void> filtered = new CompletableFuture<>();
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        refuse(socket);
                        filtered.complete(null);
                        result.complete(what.call());
                    } catch (Exception e) {
                        filtered.completeExceptionally(e);
                        result.completeExceptionally(e);
                    }
                },
                "without-ipv6");
        thread.start();
        thread.join();
        assumeTrue(!filtered.isCompletedExceptionally(), "no filter of system calls may be set here");
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void refuse(int socket) {
        Memory program = new Memory(6 * 8);
        step(program, 0, LOAD, 0, NUMBER);
        step(program, 1, JUMP_IF_EQUAL, 3, socket);
        step(program, 2, LOAD, 0, FIRST_ARGUMENT);
        step(program, 3, JUMP_IF_EQUAL, 1, AF_INET6);
        step(program, 4, RETURN, 0, EAFNOSUPPORT);
        step(program, 5, RETURN, 0, ALLOWED);
        Memory described = new Memory(8 + Native.POINTER_SIZE);
        described.setShort(0, (short) 6);
        described.setPointer(8, program);
        Calls.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        Calls.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, Pointer.nativeValue(described), 0, 0);
    }

    /** {@code struct sock_filter}. */
    private static void step(Memory program, int number, int code, int otherwise, int operand) {
        int at = number * 8;
        program.setShort(at, (short) code);
        program.setByte(at + 2, (byte) 0);
        program.setByte(at + 3, (byte) otherwise);
        program.setInt(at + 4, operand);
    }
}
