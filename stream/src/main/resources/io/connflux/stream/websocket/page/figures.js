// How numbers and times are written.

const GROUPED = new Intl.NumberFormat('en');
const two = (n) => String(n).padStart(2, '0');

export const number = (n) => GROUPED.format(n);

let utc = stored('connflux.utc') === 'true';

export const isUtc = () => utc;

export function setUtc(value) {
  utc = value;
  store('connflux.utc', String(value));
}

export function clock(ms) {
  const d = new Date(ms);
  return utc
    ? `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
    : `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

export const exactClock = (ms) => `${clock(ms)}.${String(new Date(ms).getMilliseconds()).padStart(3, '0')}`;

export function duration(ms) {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`;
  const s = Math.floor(ms / 1000);
  if (s < 10) return `${(ms / 1000).toFixed(1)}s`;
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m${two(s % 60)}s`;
  if (s < 86400) return `${Math.floor(s / 3600)}h${two(Math.floor(s / 60) % 60)}m`;
  return `${Math.floor(s / 86400)}d${two(Math.floor(s / 3600) % 24)}h`;
}

/** The host's clock as seen from here: ages stay right where the two clocks differ. */
export class HostClock {
  #behind = Infinity;

  // The smallest difference is the one with the least delay in it.
  heard(hostMs) {
    this.#behind = Math.min(this.#behind, Date.now() - hostMs);
  }

  forget() {
    this.#behind = Infinity;
  }

  get behindMs() {
    return Number.isFinite(this.#behind) ? this.#behind : 0;
  }

  now() {
    return Date.now() - this.behindMs;
  }
}

// Storage throws where cookies are blocked; the page works without it.
export function stored(key, storage = 'localStorage') {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return null;
  }
}

export function store(key, value, storage = 'localStorage') {
  try {
    if (value === null) globalThis[storage].removeItem(key);
    else globalThis[storage].setItem(key, value);
  } catch {
    // kept for this page only
  }
}
