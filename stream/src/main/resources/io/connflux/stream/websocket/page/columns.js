import { clock, duration } from './figures.js';
import { amount } from './traffic.js';

export const MARKS = { opened: '+', changed: '~', owner: '~', closed: '−', '': '' };

// In the order of a connection's life, which says more than the alphabet.
export const STATES = [
  'LISTEN', 'SYN_SENT', 'SYN_RECV', 'ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'CLOSING', 'TIME_WAIT', 'CLOSE_WAIT',
  'LAST_ACK', 'CLOSE', 'UNCONNECTED', 'UNKNOWN',
];
export const PROTOCOLS = ['tcp', 'tcp6', 'udp', 'udp6'];

export const ARROWS = { inbound: '←', outbound: '→' };

const byText = (of) => (a, b) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0);
const byNumber = (of) => (a, b) => of(a) - of(b);
const first = (...compares) => (a, b) => {
  for (const compare of compares) {
    const order = compare(a, b);
    if (order) return order;
  }
  return 0;
};
const byAddress = (side) => first(byText((row) => row[side].key), byNumber((row) => row[side].port));
// Of one owner those of one peer stand together.
const byOwner = first(
  byText((row) => row.owner.order), byNumber((row) => row.uid ?? Number.MAX_VALUE), byAddress('remote'));

export function age(row, now) {
  if (row.isClosed && row.duration !== undefined) return duration(row.duration);
  const until = row.isClosed ? row.change.time : now;
  return (row.opened ? '' : '> ') + duration(until - row.began);
}

/** Those that carry nothing are behind those that carry in the other direction alone. */
const rate = (key, title, name, of) => ({
  key, side: 'traffic', title, name, falling: true, compare: byNumber((row) => of(row.traffic?.rate ?? {}) ?? -1),
  text: ({ traffic }) => (traffic?.rate ? amount(of(traffic.rate)) : ''),
});
const total = (key, title, name, of) => ({
  key, side: 'traffic', title, name, falling: true, compare: byNumber((row) => of(row.traffic ?? {}) ?? -1),
  text: ({ traffic }) => (traffic ? amount(of(traffic)) : ''),
});

/** falling: the first click sorts the greatest first; side: address and port that belong together. */
export const COLUMNS = [
  { key: 'activity', title: 'Changed', falling: true, compare: byNumber((row) => row.change.activity),
    text: (row) => (row.change.mark ? clock(row.change.time) : '') },
  { key: 'protocol', title: 'Proto', compare: byText((row) => row.protocol), text: (row) => row.protocol },
  { key: 'local', side: 'local', title: 'Local address', compare: byAddress('local'), text: (row) => row.local.host },
  { key: 'local-port', side: 'local', title: 'Port', name: 'Local port', compare: byNumber((row) => row.local.port),
    text: (row) => row.local.portName },
  { key: 'direction', title: '⇄', name: 'Direction', compare: byText((row) => row.direction ?? 'z'),
    text: (row) => ARROWS[row.direction] ?? '' },
  { key: 'remote', side: 'remote', title: 'Remote address', compare: byAddress('remote'), text: (row) => row.remote.host },
  { key: 'remote-port', side: 'remote', title: 'Port', name: 'Remote port', compare: byNumber((row) => row.remote.port),
    text: (row) => row.remote.portName },
  { key: 'state', title: 'State', compare: byNumber((row) => STATES.indexOf(row.state)), text: (row) => row.state },
  { key: 'owner', title: 'Owner', compare: byOwner, text: (row) => row.whose },
  { key: 'netns', title: 'Netns', name: 'Network namespace', compare: byText((row) => row.namespace),
    text: (row) => row.namespace },
  rate('sent-rate', '↑/s', 'Sent a second', ({ sent }) => sent),
  rate('received-rate', '↓/s', 'Received a second', ({ received }) => received),
  total('sent', '↑', 'Sent', ({ sent }) => sent),
  total('received', '↓', 'Received', ({ received }) => received),
  { key: 'age', title: 'Age', compare: (a, b) => b.began - a.began, text: age },
];

/** A total order: rows that are alike keep the order in which they came. */
export function comparator(key, falling) {
  const { compare } = COLUMNS.find((column) => column.key === key);
  return falling ? (a, b) => compare(b, a) || a.order - b.order : (a, b) => compare(a, b) || a.order - b.order;
}
