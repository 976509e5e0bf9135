const port = (row) => {
  const [local, remote] = [row.local.port, row.remote.port];
  if (row.direction === 'outbound') return remote;
  // Of two ends the service's: it listens there, or has the lower number.
  if (row.direction === 'inbound' || remote === '0') return local;
  return local !== '0' && Number(local) < Number(remote) ? local : remote;
};

/** By what rows are put together, each with what a row belongs to. */
export const GROUPINGS = {
  process: { title: 'process', of: (row) => row.owner.program || row.whose || 'not known' },
  remote: { title: 'remote address', of: (row) => (row.remote.isWild ? 'no peer' : row.remote.host) },
  port: { title: 'service port', of: (row) => `:${port(row)}` },
};

/** Rows put together under headings that say how many there are, the largest group first. */
export class Groups {
  #by = ''; // a key of GROUPINGS, or nothing
  #folded = new Set();
  #headings = new Map(); // name to heading: one that says the same is the same, and is not painted anew
  #lastId = 0;

  get by() {
    return this.#by;
  }

  set by(key) {
    this.#by = key in GROUPINGS ? key : '';
    this.#headings.clear();
  }

  /** Shows the rows of a heading, or does so no more. */
  toggle(heading) {
    const key = `${this.#by} ${heading.name}`;
    if (!this.#folded.delete(key)) this.#folded.add(key);
  }

  /** The rows, in their order, with their headings. */
  arrange(rows) {
    const grouping = GROUPINGS[this.#by];
    if (!grouping) return rows;
    const groups = new Map();
    for (const row of rows) {
      const name = grouping.of(row);
      const group = groups.get(name);
      if (group) group.push(row);
      else groups.set(name, [row]);
    }
    const before = this.#headings;
    this.#headings = new Map();
    const items = [];
    for (const { name, count, group } of ordered(groups)) {
      const heading = this.#heading(before, name, count);
      this.#headings.set(name, heading);
      items.push(heading);
      if (!heading.isFolded) for (const row of group) items.push(row);
    }
    return items;
  }

  #heading(before, name, count) {
    const isFolded = this.#folded.has(`${this.#by} ${name}`);
    const old = before.get(name);
    if (old?.count === count && old.isFolded === isFolded) return old;
    return { id: old?.id ?? `group-${++this.#lastId}`, name, count, isFolded, isHeading: true };
  }
}

// Those that fade are not counted, as in the figures above the table.
function ordered(groups) {
  return [...groups]
    .map(([name, group]) => ({ name, group, count: group.filter((row) => !row.isClosed).length }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
