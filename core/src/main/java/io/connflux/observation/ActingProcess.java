package io.connflux.observation;

/**
 * A process at the moment at which it did something. It may be gone by now, and its pid another one's: only {@code startTicks} tells.
 *
 * @param pid in the first pid namespace
 * @param startTicks when it started, in clock ticks since boot, as {@link io.connflux.model.OwnerProcess#startTicks}
 * @param name its {@code comm} then, as the kernel has it
 */
public record ActingProcess(int pid, long startTicks, String name) {}
