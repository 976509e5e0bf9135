import { ARROWS, MARKS } from './columns.js';
import { clock, duration, exactClock, number } from './figures.js';
import { VirtualList } from './list.js';
import { visible } from './owner.js';
import { carried } from './traffic.js';

const KEPT = 1000;

const NOTICES_KEPT = 100; // beside them: changes come by the hundred a second, and would take away what was said of the stream

const KINDS = { opened: 'opened', 'state-changed': 'changed', 'owner-changed': 'owner', closed: 'closed' };

const BY = { local: 'by host', remote: 'by peer' };

/** The last events and what happened to the stream itself, newest first. */
export class Log {
  #entries = []; // oldest first
  #notices = 0; // of these
  #lastId = 0;
  #dropped = 0;
  #list;
  #note;

  constructor(section) {
    this.#note = section.querySelector('#log-note');
    const viewport = section.querySelector('.entries');
    this.#list = new VirtualList(viewport, viewport.querySelector('.body'), makeEntry, paint);
  }

  /** What happened to a connection, and what it is by that. */
  change(event, row) {
    this.#add(entryOf(event, row));
  }

  /** What is to be known about the stream; level is '' or 'warning'. Returns where it stands. */
  notice(text, { level = '', time = Date.now(), detail = '' } = {}) {
    this.#notices++;
    return this.#add({ kind: 'stream', level, time, text: visible(text), detail: visible(detail) });
  }

  /**
   * What happened before a notice and was told later, as pairs of an event and what a connection is by it.
   *
   * @param since when the server began to keep such; dropped: how many of these it has not kept
   */
  earlier(notice, pairs, { since, dropped }) {
    const place = this.#entries.indexOf(notice);
    if (place < 0) return;
    const known = this.#entries.slice(0, place).findLast((entry) => entry.row)?.time;
    const told = pairs.map(([event, row]) => entryOf(event, row)).filter(({ time }) => known === undefined || time > known);
    for (const entry of told) this.#entry(entry).isEarlier = true;
    if (known === undefined) {
      const [text, detail] = dropped > 0 ? [`${number(dropped)} more before these`, 'since the server began'] : ['The server began', ''];
      told.unshift(this.#entry({ kind: 'stream', level: '', time: since, isEarlier: true, text, detail }));
    }
    this.#entries.splice(place, 0, ...told);
    this.#trim();
  }

  #entry(entry) {
    entry.id = ++this.#lastId;
    return entry;
  }

  #add(entry) {
    this.#entries.push(this.#entry(entry));
    this.#trim();
    return entry;
  }

  #trim() {
    for (; this.#entries.length - this.#notices > KEPT; this.#dropped++) this.#drop((entry) => !isNotice(entry));
    for (; this.#notices > NOTICES_KEPT; this.#notices--) this.#drop(isNotice);
  }

  /** The oldest of a kind. */
  #drop(isKind) {
    this.#entries.splice(this.#entries.findIndex(isKind), 1);
  }

  /** Shows the entries that pass, and every notice; those that are hidden are counted. */
  show(passes, isHidden) {
    const shown = [];
    let hidden = 0;
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      const entry = this.#entries[at];
      if (entry.row && !passes(entry.row, entry.previous)) continue;
      if (entry.row && isHidden(entry.row)) hidden++;
      else shown.push(entry);
    }
    this.#list.show(shown);
    const notes = [this.#dropped > 0 ? `last ${number(KEPT)}` : '', hidden > 0 ? `${number(hidden)} own hidden` : ''];
    const note = notes.filter(Boolean).join(', ');
    if (this.#note.textContent !== note) this.#note.textContent = note;
  }

  /** What is kept of one connection, the newest first, as time, mark and words. */
  of(id) {
    return this.#entries.filter((entry) => entry.row?.id === id).reverse()
      .map((entry) => ({ time: entry.time, mark: MARKS[entry.kind], text: happened(entry) }));
  }

  repaint() {
    this.#list.repaint();
  }

  toTop() {
    this.#list.toTop();
  }
}

// What stands before changes that were told later goes with them.
const isNotice = (entry) => entry.kind === 'stream' && !entry.isEarlier;

const entryOf = (event, row) => (
  { kind: KINDS[event.event], time: Date.parse(event.time), row, previous: event.previous_state });

function makeEntry() {
  const element = document.createElement('div');
  element.className = 'entry';
  const add = (parent, name) => {
    const part = parent.appendChild(document.createElement('span'));
    part.className = name;
    return part;
  };
  element.parts = ['time', 'glyph', 'what', 'note'].map((name) => add(element, name));
  const detail = add(element, 'detail');
  const ends = add(detail, 'ends');
  element.parts.push(add(ends, 'local'), add(ends, 'remote'), add(detail, 'where'));
  return element;
}

function paint(element, entry) {
  const [time, glyph, what, note, local, remote, where] = element.parts;
  element.dataset.kind = entry.kind;
  element.dataset.level = entry.level ?? '';
  element.classList.toggle('earlier', Boolean(entry.isEarlier));
  // The owner needs the room more than milliseconds do, which all changes of a poll share.
  time.textContent = clock(entry.time);
  const { row } = entry;
  glyph.textContent = MARKS[entry.kind] ?? '';
  what.textContent = row ? `${row.protocol} ${happened(entry)}` : entry.text;
  note.textContent = row?.owner.label ?? '';
  note.classList.toggle('unnamed', Boolean(row && !row.owner.process));
  local.textContent = row ? String(row.local) : entry.detail;
  remote.textContent = row && !row.remote.isWild ? `${ARROWS[row.direction] ?? '·'} ${row.remote}` : '';
  where.textContent = row?.namespace ?? '';
  const said = [what, note, local, remote, where].map((part) => part.textContent).filter(Boolean);
  const when = `${exactClock(entry.time)}${entry.isEarlier ? ', before this page came' : ''}`;
  element.title = [when, ...said].join('\n');
}

function happened({ kind, row, previous }) {
  if (kind === 'owner') return 'owner changed';
  if (kind === 'closed') {
    const lasted = row.duration === undefined ? '' : duration(row.duration);
    // That it ended in order is what one expects.
    const outcome = row.outcome === 'closed' ? undefined : row.outcome;
    return [row.state, lasted, BY[row.closedBy], outcome, carried(row.traffic)].filter(Boolean).join(', ');
  }
  return kind === 'changed' ? `${previous} → ${row.state}` : row.state;
}
