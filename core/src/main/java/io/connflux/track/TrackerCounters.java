package io.connflux.track;

/**
 * What a tracker has counted since it was made.
 *
 * @param repeated rows that a torn read gave twice, taken as one
 * @param suspected rows missing where a torn read may have hidden them, and therefore not reported closed at once
 * @param reprieved suspects that were found alive
 * @param unreadable lines that could not be read
 * @param opens TCP connections reported opened, listeners not among them
 * @param lost observations that nobody will tell, as a buffer was full
 * @param unplaced observations that belong nowhere that is known
 */
public record TrackerCounters(
        long repeated, long suspected, long reprieved, long unreadable, long opens, long lost, long unplaced) {}
