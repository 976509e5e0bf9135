import { Connection } from './connection.js';

const KINDS = new Set(['opened', 'state-changed', 'owner-changed', 'closed']);

/** What happened before the stream began, as far as the server knows: who comes after an alert sees what led to it. */
export class Past {
  #stream;
  #headers;
  #log;
  #rates;
  #clock;

  /** What the server calls itself: {address, port}; null until it is known. */
  server = null;

  constructor({ stream, headers, log, rates, clock }) {
    this.#stream = stream;
    this.#headers = headers;
    this.#log = log;
    this.#rates = rates;
    this.#clock = clock;
  }

  /**
   * Tells what was before a baseline.
   *
   * @param until its time, in ms of the host's clock
   * @param notice that of the log, before which it belongs
   */
  async tell(until, notice) {
    let recent;
    try {
      const response = await fetch(`recent?${this.#stream.chosen}`, { headers: this.#headers(), cache: 'no-store' });
      // A server of an older version has none.
      if (!response.ok) return;
      recent = await response.json();
    } catch {
      return; // no server: the stream tells that better
    }
    this.server = recent.server;
    const events = recent.events.filter(({ event, time }) => KINDS.has(event) && Date.parse(time) <= until);
    this.#log.earlier(notice, events.map((event) => [event, Connection.of(event, undefined, 0)]), {
      since: Date.parse(recent.since), dropped: recent.dropped,
    });
    if (recent.rates) this.#rates.earlier(recent.rates, Date.parse(recent.time) + this.#clock.behindMs, until + this.#clock.behindMs);
  }
}
