import { store, stored } from './figures.js';

const KEY = 'connflux.token';

/** The token that a server may ask for. It comes in the address, is kept for this tab, or is asked of the user. */
export class Access {
  #token;
  #dialog;

  constructor(dialog, onToken) {
    this.#dialog = dialog;
    this.#token = fromAddress() ?? stored(KEY, 'sessionStorage');
    store(KEY, this.#token, 'sessionStorage');
    dialog.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      const input = dialog.querySelector('input');
      this.#token = input.value;
      store(KEY, this.#token, 'sessionStorage');
      input.value = '';
      dialog.close();
      onToken();
    });
    // Without a token there is nothing to go back to.
    dialog.addEventListener('cancel', (event) => event.preventDefault());
  }

  get protocols() {
    return this.#token ? ['connflux', `connflux.token.${base64url(this.#token)}`] : ['connflux'];
  }

  get headers() {
    return this.#token ? { Authorization: `Bearer ${this.#token}` } : {};
  }

  /** A browser does not tell why a WebSocket failed to open, so the same is asked with a plain request. */
  async isRefused() {
    try {
      const response = await fetch('snapshot', { method: 'HEAD', headers: this.headers, cache: 'no-store' });
      return response.status === 401;
    } catch {
      return false;
    }
  }

  ask() {
    if (this.#dialog.open) return;
    this.#dialog.querySelector('#access-text').textContent = this.#token
      ? 'The server did not accept the token.'
      : 'This server shows connections only with a token.';
    this.#token = null;
    store(KEY, null, 'sessionStorage');
    this.#dialog.showModal();
  }
}

// Out of the address bar at once: addresses are copied, logged and kept in the history.
function fromAddress() {
  const parts = location.hash.slice(1).split('&');
  const token = parts.find((part) => part.startsWith('token='));
  if (token === undefined) return null;
  const rest = parts.filter((part) => part !== token).join('&');
  history.replaceState(null, '', location.pathname + location.search + (rest && `#${rest}`));
  return decode(token.slice('token='.length)) || null;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a token may hold a % of its own
  }
}

function base64url(text) {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
