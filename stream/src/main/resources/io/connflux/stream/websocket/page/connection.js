import { NOBODY, Owner, visible } from './owner.js';
import { trafficOf } from './traffic.js';

// One connection as the table shows it. Never changed once made: a change makes a new version with the same id, so that a
// paused view can keep the old ones and an ordered list can find where a version stands.

export class Endpoint {
  #key;

  constructor({ address, port }) {
    this.address = address;
    this.port = port;
    /** As people write it: an IPv4 address that is mapped into IPv6 is one of IPv4. */
    this.host = written(address);
  }

  get portName() {
    return this.port === '0' ? '*' : this.port;
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
    return `${this.host}:${this.portName}`;
  }
}

function written(address) {
  const v4 = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (v4 === '0.0.0.0') return '*';
  return v4.includes(':') ? `[${v4}]` : v4;
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

const MARKED = new Set(['opened', 'closed']);
const UNCHANGED = { mark: '', activity: 0 };

export class Connection {
  #text;

  constructor(known) {
    Object.assign(this, known);
  }

  /**
   * The version that an event makes.
   *
   * @param event whichever tells of it: each tells all that is known of it
   * @param before the version before, where there is one
   * @param number greater than that of every event before
   */
  static of(event, before, number) {
    const { id, protocol, state, uid, inode, direction, netns, opened, since } = event;
    const time = Date.parse(event.time);
    const at = performance.now();
    const { duration_ms: duration, closed_by: closedBy, outcome } = event;
    const previous = event.previous_state ?? before?.state ?? state;
    const mark = MARKED.has(event.event) ? event.event : previous === state ? '' : 'changed';
    return new Connection({
      id, protocol, state, uid, inode, direction, netns, opened, duration, closedBy, outcome,
      local: new Endpoint(event.local),
      remote: new Endpoint(event.remote),
      owner: Owner.isToldBy(event) ? new Owner(event) : NOBODY,
      // Its name, or its number; empty where only one is watched.
      namespace: netns ? visible(netns.name ?? `${netns.inode}`) : '',
      // One that was there before has been there at least since it was first told.
      began: opened ? Date.parse(opened) : (before?.began ?? time),
      order: before?.order ?? number,
      // The last change that gave it its place among the others.
      change: mark ? { mark, activity: number, time, since, at } : (before?.change ?? UNCHANGED),
      previous: previous === state ? before?.previous : previous,
      ownerChange: event.event === 'owner-changed' ? { mark: 'changed', at } : before?.ownerChange,
      traffic: trafficOf(event, before?.traffic),
    });
  }

  /** The version of it that carries nothing any more. */
  atRest() {
    return new Connection({ ...this, traffic: { ...this.traffic, rate: undefined } });
  }

  get isClosed() {
    return this.change.mark === 'closed';
  }

  /** Whose it is in a word, or at least which user's. */
  get whose() {
    return this.owner.label || (this.uid === undefined ? '' : `uid ${this.uid}`);
  }

  /** What the filter's words are looked for in, in lower case. */
  get text() {
    this.#text ??= [
      // As they are shown, and as the kernel has them.
      this.protocol, this.local, this.remote, this.local.address, this.remote.address, this.state, this.direction ?? '', this.owner.words,
      this.uid === undefined ? '' : `uid ${this.uid}`,
      this.netns ? `netns ${this.namespace} ${this.netns.inode}` : '',
    ].join(' ').toLowerCase();
    return this.#text;
  }
}
