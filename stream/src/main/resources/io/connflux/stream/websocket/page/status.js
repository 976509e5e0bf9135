import { clock, duration, number } from './figures.js';
import { visible } from './owner.js';

const NEWS = 15_000; // ms that a reconnect is told beside the word: the log may be hidden, or full at once

const WORD = 4000; // ms: to be read once

/** One word for how far what is shown can be believed, and a banner where it cannot. */
export class Status {
  pausedAt = null; // by the host's clock
  waiting = 0; // changes since the pause
  lagging = false;
  lost = null; // {reason, time}: the host's table cannot be read
  down = null; // {reason, retryAt, refused}: no stream
  read = 0; // connections so far, of a table that is told from the start
  heard = null; // when the stream was last heard
  silence = 0; // ms that nothing came that was due
  #phase = 'connecting';
  #news = { text: '', until: 0 };
  #word = { text: '', until: 0 };

  get paused() {
    return this.pausedAt !== null;
  }

  connecting() {
    this.#phase = 'connecting';
  }

  /** @param news what the reader of the page has to know of how it came about */
  live(news = '') {
    this.#phase = 'live';
    this.down = null;
    this.#news = { text: news, until: Date.now() + NEWS };
  }

  /** What somebody asked for and has got, for a moment, and to be read aloud. */
  say(text) {
    this.#word = { text, until: Date.now() + WORD };
    document.getElementById('said').textContent = text;
    this.show();
  }

  fell(down) {
    this.#phase = 'down';
    this.down = down;
  }

  ask() {
    this.#phase = 'locked';
  }

  get isLive() {
    return this.#phase === 'live';
  }

  /** The worst first: a paused view of a dead stream is above all dead. */
  get word() {
    if (this.#phase === 'locked') return 'locked';
    if (this.down) return 'reconnecting';
    if (this.#phase === 'connecting') return 'connecting';
    if (this.silence) return 'silent';
    if (this.lost) return 'lost';
    if (this.paused) return 'paused';
    return this.lagging ? 'lagging' : 'live';
  }

  get #detail() {
    if (Date.now() < this.#word.until) return this.#word.text;
    switch (this.word) {
      case 'connecting': return this.read > 0 ? `${number(this.read)} connections read` : '';
      case 'silent': return `silent for ${Math.floor(this.silence / 1000)} s: what is shown is from before`;
      // The news first: it is gone in seconds, and there may be no room for both.
      case 'lagging': return [this.#told, 'changes come faster than they are sent: steps between are left out, the table is right']
        .filter(Boolean).join(' · ');
      case 'paused': return `${number(this.waiting)} ${this.waiting === 1 ? 'change waits' : 'changes wait'}`;
      case 'live': return this.#told;
      default: return '';
    }
  }

  get #told() {
    return Date.now() < this.#news.until ? this.#news.text : '';
  }

  get #banner() {
    if (this.word === 'reconnecting') {
      const seconds = Math.max(0, Math.ceil((this.down.retryAt - Date.now()) / 1000));
      const when = this.#phase === 'connecting' ? 'trying' : `next try in ${seconds} s`;
      const since = this.heard ? `last heard ${clock(this.heard)}, ${duration(Date.now() - this.heard)} ago · ` : '';
      return ['Not connected', this.down.reason, since + when];
    }
    if (this.word === 'lost') {
      const { reason, time } = this.lost;
      return ['The host’s table cannot be read', `${reason} · what is shown is from before ${clock(time)}`, ''];
    }
    return null;
  }

  show() {
    const { word } = this;
    const status = document.getElementById('status');
    // Said again only when it is another: the element is read aloud.
    if (status.textContent !== word) status.textContent = word;
    status.dataset.status = word;
    document.body.dataset.status = word;
    document.getElementById('status-detail').textContent = this.#detail;
    const banner = document.getElementById('banner');
    const said = this.#banner?.map(visible);
    banner.hidden = !said;
    document.getElementById('retry').hidden = word !== 'reconnecting';
    ['banner-title', 'banner-text', 'banner-since'].forEach((id, at) => {
      const part = document.getElementById(id);
      // An alert is read aloud each time it is written.
      if (said && part.textContent !== said[at]) part.textContent = said[at];
    });
    document.title = `${word === 'live' ? '' : `${word} · `}${location.host} · Connflux`;
  }
}
