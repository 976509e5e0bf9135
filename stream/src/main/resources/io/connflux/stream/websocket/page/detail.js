import { age } from './columns.js';
import { Endpoint } from './connection.js';
import { named, visible } from './owner.js';

/** Everything that is known about one connection. */
export class Detail {
  #section;
  #list;
  #shown;

  /** @param onCopy given the text that was clicked */
  constructor(section, { onClose, onCopy }) {
    this.#section = section;
    this.#list = section.querySelector('dl');
    section.querySelector('#detail-close').addEventListener('click', onClose);
    this.#list.addEventListener('click', ({ target }) => {
      if (target.matches('.copy')) onCopy(target.textContent);
    });
  }

  get id() {
    return this.#shown?.id;
  }

  show(row, now) {
    this.#shown = row;
    this.#section.hidden = !row;
    if (!row) return;
    this.#list.replaceChildren(...facts(row, now).filter(([, fact]) => fact !== undefined && fact !== '').map(pair));
  }

  tick(now) {
    if (!this.#shown) return;
    this.#list.lastElementChild.lastElementChild.textContent = age(this.#shown, now);
  }
}

const BY = { local: ' by this host', remote: ' by the peer' };

function facts(row, now) {
  const { owner, netns } = row;
  return [
    ['Protocol', row.protocol],
    ['Local', row.local],
    ['Remote', row.remote],
    ['State', row.isClosed ? `closed${BY[row.closedBy] ?? ''}, last ${row.state}` : row.state],
    ['Before', row.previous],
    ['Direction', row.direction],
    ['Owner', owner.explanation],
    ...owner.processes.flatMap((process, at) => processFacts(process, owner.processes[at - 1])),
    ['', owner.leftOut ? `and ${owner.leftOut} more` : ''],
    ['Container', owner.container && `${owner.container.runtime ?? ''} ${owner.container.id}`.trim()],
    ['Pod', owner.container?.pod],
    ['Unit', owner.unit],
    ['uid', row.uid],
    ['inode', row.inode],
    ['Netns', netns && (netns.name ? `${netns.name} (${netns.inode})` : netns.inode)],
    ['Opened', row.opened],
    ['Changed', row.change.mark && new Date(row.change.time).toISOString()],
    // A poll sees that something happened, not when: after the poll before, by this one.
    ['After', row.change.since],
    ['Age', age(row, now)],
  ];
}

/** Of a process that came from another one only what it does not share with it. */
function processFacts(process, before = {}) {
  const facts = [
    ['User', 'user'],
    ['Executable', 'executable'],
    ['Command', 'command_line'],
    ['Started', 'started'],
  ];
  const other = facts.filter(([, key]) => process[key] !== before[key]).map(([title, key]) => [title, process[key]]);
  return [['Process', named(process)], ...other];
}

function pair([name, fact]) {
  const element = document.createElement('div');
  if (name === 'Process') element.className = 'process';
  const value = document.createElement('dd');
  if (fact instanceof Endpoint) value.append(copyButton(String(fact)));
  else value.textContent = visible(String(fact));
  element.append(Object.assign(document.createElement('dt'), { textContent: name }), value);
  return element;
}

function copyButton(text) {
  return Object.assign(document.createElement('button'), { type: 'button', className: 'copy', title: 'Copy', textContent: text });
}
