/**
 * Tells what changed between snapshots.
 *
 * <p>Read {@link io.connflux.track.ConnectionTracker} first. For each network namespace it has a {@code NamespaceTracker}, and that
 * for each file a {@code FileTracker}, which lets an {@code Alignment} find the rows that are still there, in their places, and a
 * {@code Reconciliation} settle the few others by the rules of identity. What is known of a file then is a {@code FileTable} (in
 * {@code known}), what happened is told through {@code Changes} (in {@code told}), what is observed between two polls changes an {@code
 * ObservedFile} (in {@code observed}), and who missed some tables is told their difference (in {@code difference}). The rules:
 *
 * <ol>
 *   <li>equal inodes other than 0 are the same connection;
 *   <li>then a row with inode 0 is the same as one with any inode, where the state may follow: accepted, orphaned, TIME_WAIT;
 *   <li>two different inodes, neither 0, never are;
 *   <li>a TCP state never goes back: where it seems to, the tuple was used again;
 *   <li>what is left over was closed, or opened.
 * </ol>
 *
 * <p>A row that is missing where one read of the file ended and the next began may have been hidden by the kernel. Its connection is
 * a suspect, a {@code MissingConnection} that is held: it is closed by a look that cannot have hidden it, and by a fourth look in any
 * case.
 *
 * <p>May still change: {@code RememberedTable}, which is for who keeps a table in a file.
 */
@NullMarked
package io.connflux.track;

import org.jspecify.annotations.NullMarked;
