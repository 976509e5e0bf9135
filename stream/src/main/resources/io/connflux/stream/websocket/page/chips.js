import { said, say } from './address.js';
import { PROTOCOLS, STATES } from './columns.js';
import { number } from './figures.js';

/** What there may be much of and little to learn from, and is counted where it is not shown. */
export const FOLDS = {
  TIME_WAIT: { text: 'hide TIME_WAIT', title: 'Connections that have ended, and whose port is kept for a minute' },
  own: { text: 'hide own', title: 'Connections with the server of this page: those of this page and of its other readers' },
};

/** What a fold's rows are counted under. */
export const folded = (name) => `without ${name}`;

/** Switches for protocols and states, with how many there are. None pressed in a group means all of it. */
export class Chips {
  protocols = new Set();
  states = new Set();
  /** What of FOLDS is not shown. */
  without = new Set();
  #chips = new Map(); // name to button
  #onChange;

  constructor({ protocols, states, without }, onChange) {
    this.#onChange = onChange;
    for (const name of PROTOCOLS) this.#add(protocols, name, this.protocols);
    for (const name of STATES) this.#add(states, name, this.states);
    for (const name of Object.keys(FOLDS)) this.#add(without, name, this.without, folded(name), FOLDS[name]);
  }

  #add(parent, name, chosen, key = name, said = { text: name }) {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.dataset.chip = key;
    chip.title = said.title ?? '';
    chip.setAttribute('aria-pressed', 'false');
    chip.hidden = true;
    const count = document.createElement('b');
    count.textContent = '0';
    chip.append(said.text, count);
    chip.addEventListener('click', () => {
      if (!chosen.delete(name)) chosen.add(name);
      chip.setAttribute('aria-pressed', chosen.has(name));
      this.#changed();
    });
    parent.append(chip);
    this.#chips.set(key, chip);
  }

  /** As the address says. */
  begin() {
    this.#choose('protocol', this.protocols, (name) => name);
    this.#choose('state', this.states, (name) => name);
    this.#choose('without', this.without, folded);
    if (this.isAny) this.#onChange();
  }

  #choose(kind, chosen, key) {
    for (const name of said(kind).split(',')) {
      const chip = this.#chips.get(key(name));
      if (!chip) continue;
      chosen.add(name);
      chip.setAttribute('aria-pressed', 'true');
      // It may be the reason why nothing is shown.
      chip.hidden = false;
    }
  }

  #changed() {
    say({ protocol: [...this.protocols].join(), state: [...this.states].join(), without: [...this.without].join() });
    this.#onChange();
  }

  get isAny() {
    return this.protocols.size + this.states.size + this.without.size > 0;
  }

  clear() {
    for (const chip of this.#chips.values()) chip.setAttribute('aria-pressed', 'false');
    this.protocols.clear();
    this.states.clear();
    this.without.clear();
    this.#changed();
  }

  show(counts) {
    for (const [name, chip] of this.#chips) {
      const count = counts.get(name) ?? 0;
      const text = number(count);
      if (chip.lastChild.textContent !== text) chip.lastChild.textContent = text;
      chip.classList.toggle('none', count === 0);
      // Once seen a chip stays: what jumps about cannot be clicked.
      if (count > 0) chip.hidden = false;
    }
  }
}
