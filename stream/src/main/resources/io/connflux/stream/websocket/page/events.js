// The stream of events: connects, resumes where it broke off, and proves by seq that nothing is missing.

const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
const REFUSALS = new Set([1008, 1013]);

export class EventStream {
  #url;
  #listener;
  #socket = null;
  #seq = 0;
  #resume = null;
  #attempt = 0;
  #timer = 0;
  #heard = 0;

  /** The listener has connecting(), heard(), event(event, isFirst), down({reason, retryAt, refused}), unopened(), and patience: ms. */
  constructor(url, listener) {
    this.#url = url;
    this.#listener = listener;
    setInterval(() => this.#listen(), 1000);
    addEventListener('online', () => this.retryNow());
  }

  /** Opens the socket; protocols carry the token, since a browser can send no header with a WebSocket. */
  open(protocols) {
    this.protocols = protocols;
    this.#connect();
  }

  retryNow() {
    if (this.#timer) this.#connect();
  }

  /** What is asked of all that there is, as a part of an address. */
  get chosen() {
    const chosen = ['protocol', 'filter'].map((name) => [name, this.#url.searchParams.get(name)]);
    return new URLSearchParams(chosen.filter(([, value]) => value !== null));
  }

  /** Begins anew with what an expression of the server's language chooses; empty for all. */
  narrow(expression) {
    if (expression) this.#url.searchParams.set('filter', expression);
    else this.#url.searchParams.delete('filter');
    this.#resume = null;
    this.#seq = 0;
    if (this.protocols) this.#connect();
  }

  /** Stops trying, until open() is called. */
  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#abandon();
  }

  #connect() {
    this.stop();
    const url = new URL(this.#url);
    if (this.#resume) {
      url.searchParams.set('resume', this.#resume);
      url.searchParams.set('seq', this.#seq);
    }
    this.#listener.connecting();
    this.#heard = performance.now();
    const socket = new WebSocket(url, this.protocols);
    this.#socket = socket;
    let isFirst = true;
    socket.onmessage = ({ data }) => {
      this.#heard = performance.now();
      this.#listener.heard();
      const wasFirst = isFirst;
      isFirst = false;
      this.#receive(data, wasFirst);
    };
    socket.onclose = ({ code, reason }) => {
      if (isFirst) this.#listener.unopened();
      if (this.#socket === socket) this.#down(describe(code, reason), REFUSALS.has(code));
    };
  }

  #receive(data, isFirst) {
    let event;
    try {
      event = JSON.parse(data);
    } catch {
      return this.#breach(`a frame is no JSON: ${String(data).slice(0, 80)}`);
    }
    // A resumed stream goes on; one that begins at 1 is told from the start, and only a first frame may.
    const expected = this.#seq + 1;
    if (event.seq !== expected && !(isFirst && event.seq === 1)) {
      return this.#breach(`event ${event.seq} came where ${expected} was due`);
    }
    const begins = isFirst && event.seq === 1;
    this.#seq = event.seq;
    if (event.event === 'baseline') {
      this.#attempt = 0;
      this.#resume = event.resume ?? null;
    }
    this.#listener.event(event, begins);
  }

  // After a gap nothing that is shown can be relied on: begin anew.
  #breach(reason) {
    this.#resume = null;
    this.#seq = 0;
    this.#abandon();
    this.#down(reason);
  }

  #listen() {
    const { patience } = this.#listener;
    if (this.#socket && performance.now() - this.#heard > patience) {
      this.#abandon();
      this.#down(`nothing heard for ${Math.round(patience / 1000)} s`);
    }
  }

  // Closing may take as long as the network lets it; nobody waits for that.
  #abandon() {
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #down(reason, refused = false) {
    this.#socket = null;
    const grown = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempt++);
    // Jitter, so that a hundred pages do not come back to a restarted server at once.
    const delay = refused ? LONGEST_DELAY : grown * (0.5 + Math.random() / 2);
    this.#timer = setTimeout(() => this.#connect(), delay);
    this.#listener.down({ reason, refused, retryAt: Date.now() + delay });
  }
}

function describe(code, reason) {
  if (REFUSALS.has(code)) return `the server refused${reason ? `: ${reason}` : ` (${code})`}`;
  if (code === 1001) return 'the server is going away';
  if (code === 1006) return 'no connection to the server';
  return `the server closed the stream (${code}${reason ? ` ${reason}` : ''})`;
}
