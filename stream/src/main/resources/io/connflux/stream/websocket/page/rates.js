import { clock } from './figures.js';

const BIN = 2000; // ms: shorter shows noise, longer hides bursts
const KEPT = 420; // 14 minutes, as many as the widest screens show
const PITCH = 4; // px from bar to bar, so that every bar is as sharp as the next
const LOWEST_PEAK = 5; // a bin: a single connection shall not look like a storm
const MINUTE = 60_000 / BIN;

/** Opened (up) and closed (down) in the last minutes. Where nothing could be heard the strip is shaded: unknown is not none. */
export class Rates {
  #bins = []; // oldest first
  #svg;
  #root;
  #at = null; // bin under the pointer, counted from the newest

  constructor(root) {
    this.#root = root;
    this.#svg = root.querySelector('svg');
    this.#advance(Date.now());
    new ResizeObserver(() => this.draw()).observe(this.#svg);
    this.#svg.addEventListener('pointermove', (event) => {
      this.#at = Math.floor((this.#svg.clientWidth - event.offsetX) / PITCH);
      this.#read();
    });
    this.#svg.addEventListener('pointerleave', () => {
      this.#at = null;
      this.#read();
    });
  }

  count(kind) {
    this.#advance(Date.now())[kind]++;
  }

  /**
   * What the server counted before this page could.
   *
   * @param rates its counts, the last of them of the time newest; null where it could read nothing itself
   * @param until up to when this page counted nothing
   */
  earlier({ bin_ms: width, opened, closed }, newest, until) {
    const own = new Map(this.#bins.map((bin) => [bin.start, bin]));
    opened.forEach((count, at) => {
      const time = newest - (opened.length - 1 - at) * width;
      const start = time - (time % BIN);
      if (start > until) return;
      const bin = own.get(start) ?? { start, opened: 0, closed: 0, blind: false };
      own.set(start, bin);
      bin.blind = count === null;
      bin.opened = Math.max(bin.opened, count ?? 0);
      bin.closed = Math.max(bin.closed, closed[at] ?? 0);
    });
    this.#bins = [...own.values()].sort((a, b) => a.start - b.start).slice(-KEPT);
    this.#close();
    this.draw();
  }

  /** The bars stand by their place: no bin may be missing between two. */
  #close() {
    for (let at = this.#bins.length - 1; at > 0; at--) {
      const missed = (this.#bins[at].start - this.#bins[at - 1].start) / BIN - 1;
      for (let i = 0; i < missed && i < KEPT; i++) {
        this.#bins.splice(at, 0, { start: this.#bins[at].start - BIN, opened: 0, closed: 0, blind: true });
      }
    }
    this.#bins = this.#bins.slice(-KEPT);
  }

  /** Draws anew, at most once a bin unless something is heard; blind says that nothing can be heard now. */
  tick(blind) {
    const bin = this.#advance(Date.now());
    if (blind) bin.blind = true;
    this.draw();
  }

  #advance(now) {
    const start = now - (now % BIN);
    let last = this.#bins.at(-1);
    // After a sleep of the machine the time between is as unknown as with no connection.
    const missed = last ? (start - last.start) / BIN : 0;
    if (missed > KEPT || missed < 0) this.#bins = [];
    for (let at = last && this.#bins.length ? last.start + BIN : start; at <= start; at += BIN) {
      last = { start: at, opened: 0, closed: 0, blind: missed > 5 && at < start };
      this.#bins.push(last);
    }
    if (this.#bins.length > KEPT) this.#bins.splice(0, this.#bins.length - KEPT);
    return last;
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.#svg;
    if (width === 0) return;
    const bins = this.#bins.slice(-Math.floor(width / PITCH));
    const peak = Math.max(0, ...bins.map((bin) => Math.max(bin.opened, bin.closed)));
    const half = Math.floor(height / 2);
    const tall = (n) => (n === 0 ? 0 : Math.max(1, Math.round((n / Math.max(peak, LOWEST_PEAK)) * (half - 3))));
    let opened = '';
    let closed = '';
    let blind = '';
    bins.forEach((bin, index) => {
      const x = width - (bins.length - index) * PITCH;
      const bar = (y, h) => `M${x} ${y}h${PITCH - 1}v${h}h${1 - PITCH}z`;
      if (bin.opened) opened += bar(half - tall(bin.opened), tall(bin.opened));
      if (bin.closed) closed += bar(half + 1, tall(bin.closed));
      if (bin.blind) blind += `M${x} 0h${PITCH}v${height}h${-PITCH}z`;
    });
    const path = (name, d) => this.#svg.querySelector(name).setAttribute('d', d);
    path('.opened', opened);
    path('.closed', closed);
    path('.blind', blind);
    let grid = `M0 ${half + 0.5}H${width}`;
    for (let x = width - MINUTE * PITCH; x > 0; x -= MINUTE * PITCH) grid += `M${x - 0.5} 0V${height}`;
    path('.grid', grid);
    this.#label(width, peak);
    this.#read();
  }

  #label(width, peak) {
    const minutes = this.#root.querySelector('.minutes');
    const wanted = Math.max(0, Math.floor((width - 50) / (MINUTE * PITCH))); // one that would be cut is left out
    while (minutes.childElementCount > wanted) minutes.lastChild.remove();
    while (minutes.childElementCount < wanted) {
      const label = minutes.appendChild(document.createElement('span'));
      label.textContent = `−${minutes.childElementCount} min`;
      label.style.right = `${minutes.childElementCount * MINUTE * PITCH + 3}px`;
    }
    this.#root.querySelector('.peak').textContent = `peak ${rate(peak)}/s`;
    // The bin under way is not full yet: the one before is the newest rate that is true.
    const { opened, closed } = this.#bins.at(-2) ?? this.#bins.at(-1);
    this.#root.querySelector('[data-rate=opened] b').textContent = rate(opened);
    this.#root.querySelector('[data-rate=closed] b').textContent = rate(closed);
    this.#svg.setAttribute('aria-label', `Now ${rate(opened)} opened and ${rate(closed)} closed a second, peak ${rate(peak)}`);
  }

  #read() {
    const reading = this.#root.querySelector('.reading');
    const bin = this.#at === null ? undefined : this.#bins.at(-1 - this.#at);
    reading.hidden = !bin;
    if (!bin) return;
    reading.textContent = `${clock(bin.start)}  ${bin.blind ? 'not connected' : `+${bin.opened} −${bin.closed} in 2 s`}`;
  }
}

const rate = (count) => {
  const perSecond = (count * 1000) / BIN;
  return perSecond < 10 && perSecond % 1 ? perSecond.toFixed(1) : String(Math.round(perSecond));
};
