import { Connection, tupleOf } from './connection.js';
import { NOBODY } from './owner.js';

/** How long a closed connection stays to be seen, in ms. */
export const FADE = 3000;

// A burst of closes may not fill the memory for the sake of a fade: the oldest go at once beyond this many.
const MOST_FADING = 4000;

/** The connections of the host, kept true by the events. Under one tuple stand several at times. */
export class Connections {
  #rows = new Map(); // id to newest version, fading ones too
  #tuples = new Map(); // tuple to the living ones under it
  #fading = []; // closed ones, oldest first
  #before = new Map(); // id to the version last taken, for those changed since; null where it was not there
  #isNew = true;
  #lastId = 0;
  #activity = 0;

  /** Whether any connection was told with an owner, or with its network namespace. */
  hasOwners = false;
  hasNamespaces = false;

  /** How many changes spoke of a connection that is not known here: none, unless server or page has a defect. */
  unmatched = 0;

  get size() {
    return this.#rows.size - this.#fading.length;
  }

  rows() {
    return [...this.#rows.values()];
  }

  get(id) {
    return this.#rows.get(id);
  }

  clear() {
    this.#rows.clear();
    this.#tuples.clear();
    this.#before.clear();
    this.#fading = [];
    this.#isNew = true;
    this.hasOwners = this.hasNamespaces = false;
  }

  /** Returns the new version of the connection that the event is about, or undefined where it is unknown. */
  apply(event) {
    const tuple = tupleOf(event);
    if (event.event === 'existing') return this.#add(tuple, Connection.first(++this.#lastId, event, '', 0));
    const activity = ++this.#activity;
    if (event.event === 'opened') return this.#add(tuple, Connection.first(++this.#lastId, event, 'opened', activity));
    const known = this.#tuples.get(tuple) ?? [];
    const old = sameConnection(known, event);
    if (!old) this.unmatched++;
    if (event.event === 'closed') return old && this.#close(tuple, known, old, event, activity);
    if (!old) return this.#add(tuple, Connection.first(++this.#lastId, event, 'changed', activity));
    const changed = old.next(event, 'changed', activity);
    known[known.indexOf(old)] = changed;
    this.#put(changed);
    return changed;
  }

  #add(tuple, row) {
    const known = this.#tuples.get(tuple);
    if (known) known.push(row);
    else this.#tuples.set(tuple, [row]);
    this.#put(row);
    return row;
  }

  #close(tuple, known, old, event, activity) {
    if (known.length === 1) this.#tuples.delete(tuple);
    else known.splice(known.indexOf(old), 1);
    const closed = old.next(event, 'closed', activity);
    this.#put(closed);
    this.#fading.push(closed);
    return closed;
  }

  #put(row) {
    this.#note(row.id);
    this.#rows.set(row.id, row);
    this.hasOwners ||= row.owner !== NOBODY;
    this.hasNamespaces ||= row.netns !== undefined;
  }

  #note(id) {
    if (!this.#before.has(id)) this.#before.set(id, this.#rows.get(id) ?? null);
  }

  /** Lets go the closed ones that have faded. Says whether there were any. */
  sweep(now) {
    let gone = 0;
    while (gone < this.#fading.length
        && (now - this.#fading[gone].at > FADE || this.#fading.length - gone > MOST_FADING)) {
      const { id } = this.#fading[gone++];
      this.#note(id);
      // One that came and went while nobody looked, as in a hidden tab, must not be remembered.
      if (this.#before.get(id) === null) this.#before.delete(id);
      this.#rows.delete(id);
    }
    this.#fading.splice(0, gone);
    return gone > 0;
  }

  /** What changed since the last call, as id to the version before (null: none); null where everything did. */
  take() {
    const changes = this.#isNew ? null : this.#before;
    this.#before = new Map();
    this.#isNew = false;
    return changes;
  }
}

/**
 * Finds the one that an event means among those under its tuple. Two different inodes never match. An inode may have come
 * since (accepted), so one without may be meant by an event with; then its state before and when it opened decide.
 */
function sameConnection(known, event) {
  const state = event.previous_state ?? event.state;
  let best;
  let most = -1;
  for (const row of known) {
    if (row.inode && event.inode && row.inode !== event.inode) continue;
    const likeness = (event.inode && row.inode === event.inode ? 8 : 0)
      + (row.state === state ? 4 : 0)
      + (row.opened === event.opened ? 2 : 0)
      + (Boolean(row.inode) === Boolean(event.inode) ? 1 : 0);
    if (likeness > most) {
      most = likeness;
      best = row;
    }
  }
  return best;
}
