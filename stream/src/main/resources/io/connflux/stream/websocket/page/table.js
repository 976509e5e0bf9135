import { COLUMNS, MARKS, age, comparator } from './columns.js';
import { number } from './figures.js';
import { flash, freeze, standStill } from './flash.js';
import { Groups } from './groups.js';
import { VirtualList } from './list.js';

const [OWNER, NETNS, AGE] = ['owner', 'netns', 'age'].map((key) => COLUMNS.findIndex((column) => column.key === key));
// A tint for what a professional looks for first: half-closed by a peer, hanging handshakes.
const NOTABLE = new Set(['CLOSE_WAIT', 'SYN_SENT', 'SYN_RECV', 'LAST_ACK', 'CLOSING', 'UNKNOWN']);
const PASSING = new Set(['TIME_WAIT', 'FIN_WAIT1', 'FIN_WAIT2', 'CLOSE']);

/** The table of connections: header, rows, the chosen row. */
export class Table {
  sortKey = 'remote';
  falling = false;
  /** Whether nobody has said yet how it is sorted: by the owner then, where owners are told. */
  isSortedByItself = true;
  chosen = null; // id
  #rows = [];
  #groups = new Groups();
  #grid;
  #list;
  #now;
  #frozen = false;
  #onSort;
  #onChoose;

  constructor(grid, { now, onSort, onChoose }) {
    this.#grid = grid;
    this.#now = now;
    this.#onSort = onSort;
    this.#onChoose = onChoose;
    this.#head(grid.querySelector('.head > [role=row]'));
    this.#list = new VirtualList(grid, grid.querySelector('.body'), makeRow,
      (element, row) => this.#paint(element, row),
      (element, index) => element.setAttribute('aria-rowindex', index + 2));
    grid.addEventListener('click', (event) => {
      const element = event.target.closest('[data-row]');
      // A drag that selects text to copy is no choice of a row.
      if (element && getSelection().isCollapsed) this.choose(element.item, true);
    });
  }

  get compare() {
    return comparator(this.sortKey, this.falling);
  }

  #head(row) {
    for (const column of COLUMNS) {
      const head = document.createElement('div');
      head.setAttribute('role', 'columnheader');
      head.dataset.column = column.key;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = column.title;
      button.title = `Sort by ${(column.name ?? column.title).toLowerCase()}`;
      button.setAttribute('aria-label', column.name ?? column.title);
      button.addEventListener('click', () => {
        this.sort(column.key, this.sortKey === column.key ? !this.falling : Boolean(column.falling));
      });
      head.append(button);
      row.append(head);
    }
    this.#showSort();
  }

  sort(key, falling) {
    this.isSortedByItself = false;
    this.#sort(key, falling);
  }

  #sort(key, falling) {
    this.sortKey = key;
    this.falling = falling;
    this.#showSort();
    this.#onSort();
    this.#list.toTop();
  }

  #showSort() {
    for (const head of this.#grid.querySelectorAll('[role=columnheader]')) {
      if (head.dataset.column !== this.sortKey) head.removeAttribute('aria-sort');
      else head.setAttribute('aria-sort', this.falling ? 'descending' : 'ascending');
    }
  }

  show(rows) {
    this.#rows = rows;
    const items = this.#groups.arrange(rows);
    this.#list.show(items, this.chosen);
    this.#grid.setAttribute('aria-rowcount', items.length + 1);
  }

  get grouping() {
    return this.#groups.by;
  }

  /** Puts rows together by one of GROUPINGS, or by nothing. */
  group(by) {
    this.#groups.by = by;
    this.show(this.#rows);
    this.#list.toTop();
  }

  /** Shows the columns and lines for what the stream tells. */
  offer({ hasOwners, hasNamespaces, hasTraffic }) {
    const { dataset } = document.body;
    if (hasOwners && this.isSortedByItself && this.sortKey !== 'owner') this.#sort('owner', false);
    const offered = { owners: hasOwners, namespaces: hasNamespaces, traffic: hasTraffic };
    if (Object.entries(offered).every(([what, has]) => dataset[what] === String(has))) return;
    Object.assign(dataset, offered);
    this.#list.measure();
  }

  freeze(frozen) {
    this.#frozen = frozen;
    standStill(frozen ? performance.now() : null);
    for (const element of this.#list.elements) {
      freeze(element, frozen);
      freeze(element.cells[OWNER], frozen);
    }
  }

  /** Ages go on while nothing else happens. */
  tick() {
    const now = this.#now();
    for (const { cells, item } of this.#list.elements) if (!item.isHeading) write(cells[AGE], age(item, now));
  }

  repaint() {
    this.#list.repaint();
  }

  choose(row, open = false) {
    this.chosen = row?.id ?? null;
    for (const element of this.#list.elements) this.#markChosen(element);
    if (!row) this.#grid.removeAttribute('aria-activedescendant');
    if (!row?.isHeading) this.#onChoose(row, open);
    else if (open) {
      this.#groups.toggle(row);
      this.show(this.#rows);
    }
  }

  /** Moves the choice by so many rows; Infinity goes to the end. */
  move(by) {
    const { items } = this.#list;
    if (items.length === 0) return;
    const from = items.findIndex((row) => row.id === this.chosen);
    const to = from < 0 && Math.abs(by) === 1 ? 0 : Math.max(0, Math.min(items.length - 1, from + by));
    this.#list.reveal(to);
    this.choose(items[to]);
  }

  /** Opens what is chosen. */
  open() {
    const row = this.#list.items.find(({ id }) => id === this.chosen);
    if (row) this.choose(row, true);
  }

  /** Scrolls to what is chosen. */
  reveal() {
    const index = this.#list.items.findIndex(({ id }) => id === this.chosen);
    if (index >= 0) this.#list.reveal(index);
  }

  get page() {
    return this.#list.page;
  }

  toTop() {
    this.#list.toTop();
  }

  #markChosen(element) {
    const isChosen = element.item.id === this.chosen;
    element.setAttribute('aria-selected', isChosen);
    if (isChosen) this.#grid.setAttribute('aria-activedescendant', element.id);
  }

  #paint(element, row) {
    element.id = `row-${row.id}`;
    const { dataset, cells } = element;
    dataset.row = row.id;
    element.classList.toggle('heading', Boolean(row.isHeading));
    if (row.isHeading) {
      this.#paintHeading(element, row);
      return;
    }
    element.removeAttribute('aria-expanded');
    dataset.mark = row.change.mark;
    dataset.protocol = row.protocol;
    dataset.state = row.state;
    dataset.tone = NOTABLE.has(row.state) ? 'notable' : PASSING.has(row.state) ? 'passing'
      : row.state === 'LISTEN' ? 'listen' : '';
    const now = this.#now();
    COLUMNS.forEach((column, at) => write(cells[at], column.text(row, now)));
    cells[0].dataset.glyph = MARKS[row.change.mark];
    cells[OWNER].title = row.owner.title;
    cells[OWNER].classList.toggle('unnamed', !row.owner.process);
    cells[NETNS].title = row.namespace;
    for (const side of ['local', 'remote']) {
      const cell = cells[COLUMNS.findIndex((column) => column.key === side)];
      const isLong = cell.textContent.length > 28;
      cell.classList.toggle('long', isLong);
      cell.title = isLong ? cell.textContent : '';
      cell.parentElement.classList.toggle('wild', row[side].isWild);
    }
    this.#markChosen(element);
    flash(element, row.change, this.#frozen);
    flash(cells[OWNER], row.ownerChange, this.#frozen);
  }

  #paintHeading(element, heading) {
    for (const name of ['mark', 'protocol', 'state', 'tone']) delete element.dataset[name];
    flash(element, null, this.#frozen);
    element.setAttribute('aria-expanded', !heading.isFolded);
    const [name, count] = element.heading.children;
    write(name, heading.name);
    write(count, number(heading.count));
    this.#markChosen(element);
  }
}

function makeRow() {
  const element = document.createElement('div');
  element.setAttribute('role', 'row');
  let parent = element;
  element.cells = COLUMNS.map(({ key, side }) => {
    if (!side) parent = element;
    else if (parent.dataset.side !== side) {
      parent = element.appendChild(document.createElement('div'));
      parent.setAttribute('role', 'presentation');
      parent.dataset.side = side;
    }
    const cell = document.createElement('div');
    cell.setAttribute('role', 'gridcell');
    cell.dataset.column = key;
    return parent.appendChild(cell);
  });
  element.heading = document.createElement('div');
  element.heading.setAttribute('role', 'rowheader');
  element.heading.setAttribute('aria-colspan', COLUMNS.length);
  element.heading.append(document.createElement('span'), document.createElement('b'));
  element.append(element.heading);
  return element;
}

// Setting the same text again would make the browser lay out the cell again.
function write(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}
