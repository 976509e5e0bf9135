import { folded } from './chips.js';
import { addressKey } from './connection.js';

// What the table shows: the connections that pass the filter and the chips, in order, and how many there are of each kind.

export class View {
  rows = [];
  living = 0; // of the rows: the others fade
  counts = new Map(); // protocol or state to how many living rows pass the filter
  #filter = null;
  #protocols = new Set();
  #states = new Set();
  #without = new Set();
  #server = null;
  #compare;

  constructor(compare) {
    this.#compare = compare;
  }

  /** Each takes effect with the next rebuild. */
  set filter(predicate) {
    this.#filter = predicate;
  }

  set order(compare) {
    this.#compare = compare;
  }

  choose({ protocols, states, without }) {
    this.#protocols = protocols;
    this.#states = states;
    this.#without = without;
  }

  /** Where the page's own connections end: {address, port}. */
  set server({ address, port }) {
    this.#server = { key: addressKey(address), port };
  }

  get isWhole() {
    return !this.#filter && this.#protocols.size === 0 && this.#states.size === 0 && this.#without.size === 0;
  }

  passes(row) {
    return !this.#filter || this.#filter(row);
  }

  isChosen(row, otherState) {
    return (this.#protocols.size === 0 || this.#protocols.has(row.protocol))
      && (this.#states.size === 0 || this.#states.has(row.state) || this.#states.has(otherState));
  }

  /** Whether it is one with the page's own server, and such are not shown. */
  isOwnHidden(row) {
    return this.#without.has('own') && this.#isOwn(row);
  }

  #isOwn(row) {
    return row.state !== 'LISTEN' && (this.#isServer(row.local) || this.#isServer(row.remote));
  }

  #isServer(end) {
    return this.#server !== null && end.port === this.#server.port && end.key === this.#server.key;
  }

  #folds(row) {
    const folds = row.state === 'TIME_WAIT' ? ['TIME_WAIT'] : [];
    if (this.#isOwn(row)) folds.push('own');
    return folds;
  }

  rebuild(all) {
    this.counts.clear();
    this.living = 0;
    this.rows = [];
    for (const row of all) if (this.#enter(row)) this.rows.push(row);
    this.rows.sort(this.#compare);
  }

  /** Takes in what changed: sorts only that, and merges it into the order that is there. */
  update(before, newest) {
    const gone = new Set();
    const fresh = [];
    for (const [id, old] of before) {
      if (old && this.#leave(old)) gone.add(old);
      const row = newest(id);
      if (row && this.#enter(row)) fresh.push(row);
    }
    if (gone.size === 0 && fresh.length === 0) return;
    fresh.sort(this.#compare);
    const kept = gone.size === 0 ? this.rows : this.rows.filter((row) => !gone.has(row));
    const merged = [];
    let next = 0;
    // Few are fresh: to look for the place of each takes fewer comparisons than to walk past all that are kept.
    for (const row of fresh) {
      const place = this.#placeOf(row, kept, next);
      while (next < place) merged.push(kept[next++]);
      merged.push(row);
    }
    while (next < kept.length) merged.push(kept[next++]);
    this.rows = merged;
  }

  #placeOf(row, rows, from) {
    let to = rows.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#compare(rows[middle], row) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #enter(row) {
    return this.#count(row, 1);
  }

  #leave(row) {
    return this.#count(row, -1);
  }

  // A version never changes, so it passes when it leaves exactly if it passed when it came.
  #count(row, by) {
    if (!this.passes(row)) return false;
    const folds = this.#folds(row);
    const isChosen = this.isChosen(row) && !folds.some((name) => this.#without.has(name));
    if (!row.isClosed) {
      for (const kind of [row.protocol, row.state, ...folds.map(folded)]) this.counts.set(kind, (this.counts.get(kind) ?? 0) + by);
      if (isChosen) this.living += by;
    }
    return isChosen;
  }
}
