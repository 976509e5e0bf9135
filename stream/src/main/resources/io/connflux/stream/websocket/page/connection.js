import { NOBODY, Owner, visible } from './owner.js';

// One connection as the table shows it. Never changed once made: a change makes a new version with the same id, so that a
// paused view can keep the old ones and an ordered list can find where a version stands.

export class Endpoint {
  #key;

  constructor({ address, port }) {
    this.address = address;
    this.port = port;
  }

  /** Sorts addresses by number, IPv4 (mapped ones too) before IPv6. */
  get key() {
    this.#key ??= addressKey(this.address);
    return this.#key;
  }

  get isWild() {
    return this.port === '0' && (this.address === '0.0.0.0' || this.address === '::');
  }

  toString() {
    return this.address.includes(':') ? `[${this.address}]:${this.port}` : `${this.address}:${this.port}`;
  }
}

export function addressKey(address) {
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.(\d+)\.(\d+)$/i.exec(address);
  if (v4) return '4' + v4.slice(1).map((octet) => octet.padStart(3, '0')).join('');
  const [head, tail] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array(zeros).fill('0'), ...right];
  return '6' + groups.map((group) => group.padStart(4, '0')).join('');
}

export class Connection {
  #text;

  constructor(fields) {
    Object.assign(this, fields);
  }

  static first(id, event, mark, activity) {
    return new Connection({
      id,
      mark,
      activity,
      protocol: event.protocol,
      local: new Endpoint(event.local),
      remote: new Endpoint(event.remote),
      state: event.state,
      previous: event.previous_state,
      uid: event.uid,
      inode: event.inode,
      direction: event.direction,
      owner: Owner.isToldBy(event) ? new Owner(event) : NOBODY,
      netns: event.netns,
      // Its name, or its number; empty where only one is watched.
      namespace: event.netns ? visible(event.netns.name ?? `${event.netns.inode}`) : '',
      opened: event.event === 'opened' ? event.time : event.opened,
      time: Date.parse(event.time),
      since: event.since,
      // A connection that was there before has been there at least since then.
      seen: Date.parse(event.opened ?? event.time),
      at: performance.now(),
    });
  }

  next(event, mark, activity) {
    return new Connection({
      ...this,
      mark,
      activity,
      state: event.state,
      previous: event.previous_state ?? this.previous,
      uid: event.uid ?? this.uid,
      inode: event.inode ?? this.inode,
      direction: event.direction ?? this.direction,
      owner: Owner.isToldBy(event) ? new Owner(event) : this.owner,
      opened: event.opened ?? this.opened,
      duration: event.duration_ms,
      time: Date.parse(event.time),
      since: event.since,
      at: performance.now(),
    });
  }

  get isClosed() {
    return this.mark === 'closed';
  }

  /** Whose it is in a word, or at least which user's. */
  get whose() {
    return this.owner.label || (this.uid === undefined ? '' : `uid ${this.uid}`);
  }

  /** What the filter's words are looked for in, in lower case. */
  get text() {
    this.#text ??= [
      this.protocol, this.local, this.remote, this.state, this.direction ?? '', this.owner.words,
      this.uid === undefined ? '' : `uid ${this.uid}`,
      this.netns ? `netns ${this.namespace} ${this.netns.inode}` : '',
    ].join(' ').toLowerCase();
    return this.#text;
  }
}

export const tupleOf = (event) =>
  `${event.netns?.inode ?? ''} ${event.protocol} ${event.local.address} ${event.local.port} ${event.remote.address} ${event.remote.port}`;
