package io.connflux.table;

/**
 * A socket file that gave no table.
 *
 * @param file the file's path
 * @param reason why, in words
 * @param absent whether the file is not there at all, as {@code tcp6} and {@code udp6} where IPv6 is off
 */
public record FileProblem(String file, String reason, boolean absent) {}
