import { age } from './columns.js';

/** Everything that is known about one connection. */
export class Detail {
  #section;
  #list;
  #shown;

  constructor(section, onClose) {
    this.#section = section;
    this.#list = section.querySelector('dl');
    section.querySelector('#detail-close').addEventListener('click', onClose);
  }

  get id() {
    return this.#shown?.id;
  }

  show(row, now) {
    this.#shown = row;
    this.#section.hidden = !row;
    if (!row) return;
    const { process } = row;
    const facts = {
      Protocol: row.protocol,
      Local: row.local,
      Remote: row.remote,
      State: row.isClosed ? `closed, last ${row.state}` : row.state,
      Before: row.previous,
      Direction: row.direction,
      Process: process && [process.name, process.pid].filter(Boolean).join(' '),
      User: process?.user,
      Executable: process?.executable,
      Command: process?.command_line,
      uid: row.uid,
      inode: row.inode,
      Namespace: row.namespace,
      Opened: row.opened,
      Changed: row.mark && new Date(row.time).toISOString(),
      // A poll sees that something happened, not when: after the poll before, by this one.
      After: row.since,
      Age: age(row, now),
    };
    const entries = Object.entries(facts).filter(([, fact]) => fact !== undefined && fact !== '');
    this.#list.replaceChildren(...entries.map(([name, fact]) => {
      const pair = document.createElement('div');
      pair.append(
        Object.assign(document.createElement('dt'), { textContent: name }),
        Object.assign(document.createElement('dd'), { textContent: String(fact) }),
      );
      return pair;
    }));
  }

  tick(now) {
    if (!this.#shown) return;
    this.#list.lastElementChild.lastElementChild.textContent = age(this.#shown, now);
  }
}
