// A list of which only what is seen has elements. Items have an id and are never changed once shown: a new version is a new
// object with the same id.

const BEYOND = 4; // rows kept above and below: fewer show gaps while scrolling fast, more cost paint time

export class VirtualList {
  items = [];
  #viewport;
  #body;
  #create;
  #paint;
  #moved;
  #height = 0; // of a row
  #room = 0; // for rows
  #top = 0; // scrolled so far: kept, since asking the browser makes it lay out the page at once
  #shown = new Map(); // id to element

  constructor(viewport, body, create, paint, place = () => {}) {
    this.#viewport = viewport;
    this.#body = body;
    this.#create = create;
    this.#paint = paint;
    this.#moved = place;
    viewport.addEventListener('scroll', () => {
      this.#top = viewport.scrollTop;
      this.render();
    }, { passive: true });
    new ResizeObserver(() => this.measure()).observe(viewport);
  }

  get elements() {
    return this.#shown.values();
  }

  get page() {
    return Math.max(1, Math.floor(this.#room / this.#height) - 1);
  }

  elementOf(id) {
    return this.#shown.get(id);
  }

  /** To be called, too, where a row's height may have changed. */
  measure() {
    this.#room = this.#viewport.clientHeight - this.#body.offsetTop;
    const height = parseFloat(getComputedStyle(this.#viewport).getPropertyValue('--row'));
    if (height !== this.#height) {
      const top = this.#height ? this.#top / this.#height : 0;
      this.#height = height;
      this.#resize();
      this.#scroll(top * height);
      for (const element of this.#shown.values()) element.index = -1;
    }
    this.render();
  }

  #resize() {
    this.#body.style.height = `${this.items.length * this.#height}px`;
    // The browser does the same, but tells only later.
    this.#top = this.#within(this.#top);
  }

  #within(top) {
    return Math.max(0, Math.min(top, this.items.length * this.#height - this.#room));
  }

  #scroll(top) {
    this.#top = this.#within(top);
    this.#viewport.scrollTop = this.#top;
  }

  /** Shows other items; what is being read stays where it is, unless the list stands at its top. */
  show(items, chosen) {
    const held = this.#readable(chosen);
    const grew = items.length !== this.items.length;
    this.items = items;
    if (grew) this.#resize();
    // A row that changed just now is another object, and so never holds the view on its way to the top.
    for (const [item, index] of held) {
      const now = items.indexOf(item);
      if (now < 0) continue;
      if (now !== index) this.#scroll(this.#top + (now - index) * this.#height);
      break;
    }
    this.render();
  }

  /** What can hold the view, best first: the chosen row where it is in sight, else those in sight. */
  #readable(chosen) {
    const top = this.#top;
    const first = Math.ceil(top / this.#height);
    const end = Math.min(this.items.length, Math.floor((top + this.#room) / this.#height));
    const held = [];
    for (let index = first; index < end; index++) {
      const item = this.items[index];
      if (item.id === chosen) held.unshift([item, index]);
      else if (top > 0) held.push([item, index]);
    }
    return held;
  }

  render() {
    if (!this.#height || this.#room <= 0) return; // hidden
    const top = this.#top;
    const from = Math.max(0, Math.floor(top / this.#height) - BEYOND);
    const to = Math.min(this.items.length, Math.ceil((top + this.#room) / this.#height) + BEYOND);
    const before = this.#shown;
    this.#shown = new Map();
    const missing = [];
    for (let index = from; index < to; index++) {
      const { id } = this.items[index];
      const element = before.get(id);
      before.delete(id);
      if (element) this.#place(element, index);
      else missing.push(index);
    }
    const spare = [...before.values()];
    const reused = new Set();
    for (const index of missing) {
      const element = spare.pop() ?? this.#body.appendChild(this.#create());
      reused.add(element);
      this.#place(element, index);
    }
    for (const element of spare) element.remove();
    this.#arrange(from, to, reused);
  }

  // Elements stand in the order of their rows, for a selection with the mouse and for whoever has the page read aloud.
  // Those that are reused move around the others: the other way about, every step of scrolling would move all of them.
  #arrange(from, to, reused) {
    let next = this.#body.firstElementChild;
    for (let index = from; index < to; index++) {
      const element = this.#shown.get(this.items[index].id);
      while (reused.has(next) && next !== element) next = next.nextElementSibling;
      if (element === next) next = next.nextElementSibling;
      else this.#body.insertBefore(element, next);
    }
  }

  #place(element, index) {
    const item = this.items[index];
    this.#shown.set(item.id, element);
    if (element.index !== index) {
      element.index = index;
      element.style.transform = `translateY(${index * this.#height}px)`;
      this.#moved(element, index);
    }
    if (element.item !== item) {
      element.item = item;
      this.#paint(element, item);
    }
  }

  reveal(index) {
    const top = index * this.#height;
    if (top < this.#top) this.#scroll(top);
    else if (top + this.#height > this.#top + this.#room) this.#scroll(top + this.#height - this.#room);
    this.render();
  }

  repaint() {
    for (const element of this.#shown.values()) element.item = undefined;
    this.render();
  }

  toTop() {
    this.#scroll(0);
    this.render();
  }
}
