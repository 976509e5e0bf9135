const PATIENCE = 3500; // ms: shorter takes a busy network for silence, longer believes a dead server
const ASK_AFTER = 2000;
const LONGEST = 25_000; // after this long a stream is a dead connection that no one has closed, as after a network change

/**
 * Notices that nothing comes. A stream is heard when the host's table is read: where that is seldom, the server itself is asked
 * whether it is there.
 */
export class Heartbeat {
  #headers;
  #heard = performance.now();
  #answered = -Infinity;
  #interval = 1000; // ms between two reads of the table, until the server says otherwise
  #traffic; // ms between two times at which it is told what connections carry; undefined while that is not known
  #asked = -Infinity;
  #isAsking = false;

  /** @param headers gives those of a request */
  constructor(headers) {
    this.#headers = headers;
  }

  heard() {
    this.#heard = performance.now();
  }

  /** How long nothing has come that was due, in ms; 0 where all is well. */
  get silence() {
    const now = performance.now();
    const quiet = now - this.#heard;
    if (quiet < PATIENCE) return 0;
    // Statistics are asked for every second, and come with the next read of the table.
    if (quiet >= Math.max(PATIENCE, 2 * this.#interval + 1500)) return quiet;
    const unanswered = now - Math.max(this.#heard, this.#answered);
    return unanswered < PATIENCE ? 0 : unanswered;
  }

  /** How long a stream may be silent before another one is better. */
  get longest() {
    return Math.max(LONGEST, 2 * this.#interval + LONGEST / 2);
  }

  /** How long of one that carries something nothing may come, until it is certain that it carries nothing any more. */
  get rest() {
    // It is told with the first read behind the time, and that read may be late.
    return this.#traffic === undefined ? Infinity : this.#traffic + 2 * this.#interval + 1000;
  }

  /** Another server may be behind the address now. */
  forget() {
    this.#traffic = undefined;
  }

  /**
   * To be called often.
   *
   * @param hasTraffic whether it is told what connections carry
   */
  async tick(hasTraffic) {
    const now = performance.now();
    const isUnknown = hasTraffic && this.#traffic === undefined && now - this.#asked >= ASK_AFTER;
    const isQuiet = now - Math.max(this.#heard, this.#answered) >= ASK_AFTER;
    if (this.#isAsking || !(isUnknown || isQuiet)) return;
    this.#isAsking = true;
    this.#asked = now;
    try {
      const response = await fetch('healthz', {
        headers: this.#headers(), cache: 'no-store', signal: AbortSignal.timeout(PATIENCE),
      });
      const { interval_ms: interval, traffic_ms: traffic } = await response.json();
      this.#interval = interval ?? this.#interval;
      this.#traffic = traffic ?? Infinity;
      this.#answered = performance.now();
    } catch {
      // no server, or none that answers: the silence tells it
    } finally {
      this.#isAsking = false;
    }
  }
}
