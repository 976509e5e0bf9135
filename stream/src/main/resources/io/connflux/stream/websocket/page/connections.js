import { Connection } from './connection.js';
import { NOBODY } from './owner.js';

/** How long a closed connection stays to be seen, in ms. */
export const FADE = 3000;

// A burst of closes may not fill the memory for the sake of a fade: the oldest go at once beyond this many.
const MOST_FADING = 4000;

/** The connections of the host by id, kept true by the events. */
export class Connections {
  #rows = new Map(); // id to newest version, fading ones too
  #fading = []; // closed ones, oldest first
  #untold = new Set(); // ids known from before the stream began anew and not told again so far
  #before = new Map(); // id to the version last taken, for those changed since; null where it was not there
  #carrying = new Map(); // id to when it was told how fast, longest ago first
  #isNew = true;
  #applied = 0;

  /** Whether any connection was told with an owner, with its network namespace, or with what it has carried so far. */
  hasOwners = false;
  hasNamespaces = false;
  hasTraffic = false;

  /** How many live, as far as told. */
  get size() {
    return this.#rows.size - this.#fading.length - this.#untold.size;
  }

  rows() {
    return [...this.#rows.values()];
  }

  get(id) {
    return this.#rows.get(id);
  }

  /** The other end of a connection, where that is on this host too; undefined where it is not. */
  peer({ id, local, remote, protocol }) {
    if (remote.isWild) return undefined;
    const isOf = (one, other) => one.port === other.port && one.key === other.key;
    for (const row of this.#rows.values()) {
      // An address of IPv4 may stand in the table of IPv6 at one end alone.
      const isAlike = row.protocol.slice(0, 3) === protocol.slice(0, 3);
      if (isAlike && row.id !== id && isOf(row.local, remote) && isOf(row.remote, local)) return row;
    }
    return undefined;
  }

  /** All are told again, up to a baseline. What is known of them meanwhile is half of the truth. */
  beginAnew() {
    for (const row of this.#rows.values()) if (!row.isClosed) this.#untold.add(row.id);
    this.hasOwners = this.hasNamespaces = this.hasTraffic = false;
  }

  /** All have been told: the others went while nothing was heard. */
  baseline() {
    for (const id of this.#untold) this.#remove(id);
    this.#untold.clear();
    this.#isNew = true;
  }

  /** Returns the new version of the connection that the event is about; undefined where one closed that is unknown. */
  apply(event) {
    const before = this.#rows.get(event.id);
    if (!before && event.event === 'closed') return undefined;
    const row = Connection.of(event, before, ++this.#applied);
    this.#note(row.id);
    this.#rows.set(row.id, row);
    this.#untold.delete(row.id);
    this.hasOwners ||= row.owner !== NOBODY;
    this.hasNamespaces ||= row.netns !== undefined;
    // What one had carried that has ended is told by servers, too, that tell nothing of those that live.
    this.hasTraffic ||= row.traffic !== undefined && !row.isClosed && row.state !== 'TIME_WAIT';
    this.#noteRate(row, before);
    if (event.left) this.#remove(row.id);
    else if (row.isClosed) this.#fading.push(row);
    return row;
  }

  #note(id) {
    if (!this.#before.has(id)) this.#before.set(id, this.#rows.get(id) ?? null);
  }

  #noteRate({ id, traffic }, before) {
    if (traffic?.rate === before?.traffic?.rate) return;
    this.#carrying.delete(id);
    if (traffic?.rate) this.#carrying.set(id, traffic.rate.at);
  }

  #remove(id) {
    this.#note(id);
    // One that came and went while nobody looked, as in a hidden tab, must not be remembered.
    if (this.#before.get(id) === null) this.#before.delete(id);
    this.#rows.delete(id);
    this.#carrying.delete(id);
  }

  /** Takes those to carry nothing any more that nobody has told to since a moment. Says whether there were any. */
  rest(moment) {
    let any = false;
    for (const [id, at] of this.#carrying) {
      if (at > moment) break;
      this.#carrying.delete(id);
      this.#note(id);
      this.#rows.set(id, this.#rows.get(id).atRest());
      any = true;
    }
    return any;
  }

  /** Lets go the closed ones that have faded. Says whether there were any. */
  sweep(now) {
    let gone = 0;
    while (gone < this.#fading.length
        && (now - this.#fading[gone].change.at > FADE || this.#fading.length - gone > MOST_FADING)) {
      this.#remove(this.#fading[gone++].id);
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
