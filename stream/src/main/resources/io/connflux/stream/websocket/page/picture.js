import { parseFilter } from './filter.js';
import { number } from './figures.js';
import { View } from './view.js';

const REFRESH = 120; // ms between two pictures: shorter cannot be read and costs the browser, longer feels late

/** What is drawn of the model, and when. A paused picture stands on the rows of the moment it was paused. */
export class Picture {
  /** Between the beginning of a stream and its baseline the model is half of the truth; the picture keeps the old one. */
  isHeld = false;
  /** Whether the row that is chosen is to be scrolled to when it is drawn. */
  isToReveal = false;
  #model;
  #table;
  #chips;
  #log;
  #detail;
  #status;
  #now;
  #view;
  #frozen = null;
  #isDue = false;
  #drawn = 0;

  constructor({ model, table, chips, log, detail, status, now }) {
    this.#model = model;
    this.#table = table;
    this.#chips = chips;
    this.#log = log;
    this.#detail = detail;
    this.#status = status;
    this.#now = now;
    this.#view = new View(table.compare);
  }

  refresh() {
    if (this.#isDue) return;
    this.#isDue = true;
    const wait = Math.max(0, REFRESH - (performance.now() - this.#drawn));
    setTimeout(() => requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw();
    }), wait);
  }

  #draw() {
    this.#drawn = performance.now();
    if (!this.#frozen && !this.isHeld) {
      const changes = this.#model.take();
      if (changes) this.#view.update(changes, (id) => this.#model.get(id));
      else this.#view.rebuild(this.#model.rows());
      const { id } = this.#detail;
      // The facts of one that is gone stay to be read.
      if ((!changes || changes.has(id)) && this.#model.get(id)) this.#detail.show(this.#model.get(id), this.#now());
      // In the next frame: both in one make it late.
      requestAnimationFrame(() => this.#frozen || this.#showLog());
    }
    this.#show();
    if (this.isToReveal) this.#table.reveal();
    this.isToReveal = false;
  }

  pause(isPaused) {
    this.#draw();
    this.#frozen = isPaused ? this.#model.rows() : null;
    this.#table.freeze(isPaused);
    this.#table.tick();
    this.refresh();
  }

  filter(text) {
    this.#view.filter = parseFilter(text);
    this.#rebuild();
    this.#table.toTop();
  }

  /** Where the page's own connections end. */
  own(server) {
    this.#view.server = server;
    this.#rebuild();
  }

  choose(chips) {
    this.#view.choose(chips);
    this.#rebuild();
    this.#table.toTop();
  }

  order(compare) {
    this.#view.order = compare;
    this.#rebuild();
  }

  #rebuild() {
    // What the view is about to read anew must not come again as a change.
    if (!this.#frozen && !this.isHeld) this.#model.take();
    this.#view.rebuild(this.#frozen ?? this.#model.rows());
    this.#showLog();
    this.#show();
  }

  #showLog() {
    this.#log.show(
      (row, previous) => this.#view.passes(row) && this.#view.isChosen(row, previous),
      (row) => this.#view.isOwnHidden(row),
    );
  }

  #show() {
    // First: it may choose another order.
    this.#table.offer(this.#model);
    const { rows, living, counts, isWhole } = this.#view;
    this.#table.show(rows);
    this.#chips.show(counts);
    const all = this.#frozen ? this.#frozen.filter((row) => !row.isClosed).length : this.#model.size;
    document.getElementById('shown').textContent = number(living);
    document.getElementById('total').textContent = isWhole ? ' connections' : ` of ${number(all)} connections`;
    const empty = document.querySelector('.empty');
    empty.hidden = rows.length > 0 || !this.#status.isLive;
    empty.querySelector('span').textContent = isWhole ? 'This host has no connections.' : 'Nothing passes the filter.';
    empty.querySelector('button').hidden = isWhole;
    this.#status.show();
  }
}
