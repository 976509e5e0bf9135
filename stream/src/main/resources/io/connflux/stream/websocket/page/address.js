// What is chosen stands behind the # of the address, so that a link shows the same to someone else.

const LATER = 150; // ms: a browser refuses an address that changes many times a second

let waiting = {};
let timer = 0;

const named = () => new URLSearchParams(location.hash.slice(1));

/** What the address says of a name; empty for nothing. */
export const said = (name) => named().get(name) ?? '';

/** Has the address say other values of some names; an empty one takes the name out. */
export function say(values) {
  Object.assign(waiting, values);
  timer ||= setTimeout(write, LATER);
}

function write() {
  timer = 0;
  const all = named();
  for (const [name, value] of Object.entries(waiting)) {
    if (value) all.set(name, value);
    else all.delete(name);
  }
  waiting = {};
  const hash = [...all].map(([name, value]) => `${name}=${readable(value)}`).join('&');
  history.replaceState(null, '', location.pathname + location.search + (hash && `#${hash}`));
}

// A port and a list need no escapes to be read again.
const readable = (value) => encodeURIComponent(value).replaceAll('%3A', ':').replaceAll('%2C', ',');

// Another link in the same tab.
addEventListener('hashchange', () => location.reload());
