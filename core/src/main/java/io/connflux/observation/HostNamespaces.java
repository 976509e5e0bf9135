package io.connflux.observation;

/**
 * What is known of a host's network namespaces, which no observation of an interrupt tells.
 *
 * @param own the inode of the one whose files a poll reads where none is named; 0 where that is not known
 * @param onlyOne whether the host has no other, so that whatever happens does so there
 */
public record HostNamespaces(long own, boolean onlyOne) {}
