import { age } from './columns.js';
import { clock } from './figures.js';
import { Endpoint } from './connection.js';
import { named, visible } from './owner.js';
import { trafficFacts } from './traffic.js';

/** Everything that is known about one connection. */
export class Detail {
  #section;
  #list;
  #shown;
  #of;
  #events;

  /**
   * @param of gives the peer of a row, and its events
   * @param onCopy given the text that was clicked
   * @param onPeer given the row that was clicked
   */
  constructor(section, { of, onClose, onCopy, onPeer }) {
    this.#section = section;
    this.#of = of;
    this.#events = section.querySelector('ol');
    this.#list = section.querySelector('dl');
    section.querySelector('#detail-close').addEventListener('click', onClose);
    this.#list.addEventListener('click', ({ target }) => {
      if (target.matches('.copy')) onCopy(target.textContent);
      if (target.matches('.peer')) onPeer(target.row);
    });
  }

  get id() {
    return this.#shown?.id;
  }

  show(row, now) {
    this.#shown = row;
    this.#section.hidden = !row;
    if (!row) return;
    const { peer, events } = this.#of(row);
    this.#events.replaceChildren(...events.map(eventLine));
    this.#list.replaceChildren(...facts(row, now, peer).filter(([, fact]) => fact !== undefined && fact !== '').map(pair));
  }

  tick(now) {
    if (!this.#shown) return;
    this.#list.lastElementChild.lastElementChild.textContent = age(this.#shown, now);
  }
}

const BY = { local: ' by this host', remote: ' by the peer' };

function facts(row, now, peer) {
  const { owner, netns } = row;
  return [
    ['Protocol', row.protocol],
    ['Local', row.local],
    ['Remote', row.remote],
    ['Other end', peer && peerButton(peer)],
    ['State', row.isClosed ? `closed${BY[row.closedBy] ?? ''}, last ${row.state}` : row.state],
    ['Outcome', row.outcome],
    ['Before', row.previous],
    ['Direction', row.direction],
    ...trafficFacts(row.traffic),
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
  if (fact instanceof Node) value.append(fact);
  else if (fact instanceof Endpoint) value.append(copyButton(String(fact)));
  else value.textContent = visible(String(fact));
  element.append(Object.assign(document.createElement('dt'), { textContent: name }), value);
  return element;
}

function peerButton(row) {
  const text = ['on this host', row.state, row.whose].filter(Boolean).join(', ');
  const button = document.createElement('button');
  return Object.assign(button, { type: 'button', className: 'peer', title: 'Show the other end', textContent: visible(text), row });
}

function eventLine({ time, mark, text }) {
  const line = document.createElement('li');
  line.textContent = `${clock(time)} ${mark} ${text}`;
  return line;
}

function copyButton(text) {
  return Object.assign(document.createElement('button'), { type: 'button', className: 'copy', title: 'Copy', textContent: text });
}
