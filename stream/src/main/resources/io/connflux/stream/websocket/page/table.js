import { COLUMNS, MARKS, age, comparator } from './columns.js';
import { flash, freeze } from './flash.js';
import { VirtualList } from './list.js';

const [OWNER, NETNS, AGE] = ['owner', 'netns', 'age'].map((key) => COLUMNS.findIndex((column) => column.key === key));
// A tint for what a professional looks for first: half-closed by a peer, hanging handshakes.
const NOTABLE = new Set(['CLOSE_WAIT', 'SYN_SENT', 'SYN_RECV', 'LAST_ACK', 'CLOSING', 'UNKNOWN']);
const PASSING = new Set(['TIME_WAIT', 'FIN_WAIT1', 'FIN_WAIT2', 'CLOSE']);

/** The table of connections: header, rows, the chosen row. */
export class Table {
  sortKey = 'activity';
  falling = true;
  chosen = null; // id
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
    this.#list.show(rows, this.chosen);
    this.#grid.setAttribute('aria-rowcount', rows.length + 1);
  }

  /** Shows the columns and lines for what the stream tells. */
  offer({ hasOwners, hasNamespaces }) {
    const { dataset } = document.body;
    if (dataset.owners === String(hasOwners) && dataset.namespaces === String(hasNamespaces)) return;
    dataset.owners = hasOwners;
    dataset.namespaces = hasNamespaces;
    this.#list.measure();
  }

  freeze(frozen) {
    this.#frozen = frozen;
    for (const element of this.#list.elements) {
      freeze(element, frozen);
      freeze(element.cells[OWNER], frozen);
    }
  }

  /** Ages go on while nothing else happens. */
  tick() {
    const now = this.#now();
    for (const { cells, item } of this.#list.elements) write(cells[AGE], age(item, now));
  }

  repaint() {
    this.#list.repaint();
  }

  choose(row, open = false) {
    this.chosen = row?.id ?? null;
    for (const element of this.#list.elements) this.#markChosen(element);
    if (!row) this.#grid.removeAttribute('aria-activedescendant');
    this.#onChoose(row, open);
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
  return element;
}

// Setting the same text again would make the browser lay out the cell again.
function write(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}
