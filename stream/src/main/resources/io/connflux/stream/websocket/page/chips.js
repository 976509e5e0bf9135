import { said, say } from './address.js';
import { PROTOCOLS, STATES } from './columns.js';
import { number } from './figures.js';

/** Switches for protocols and states, with how many there are. None pressed in a group means all of it. */
export class Chips {
  protocols = new Set();
  states = new Set();
  #chips = new Map(); // name to button
  #onChange;

  constructor(protocols, states, onChange) {
    this.#onChange = onChange;
    for (const name of PROTOCOLS) this.#add(protocols, name, this.protocols);
    for (const name of STATES) this.#add(states, name, this.states);
  }

  #add(parent, name, chosen) {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.dataset.chip = name;
    chip.setAttribute('aria-pressed', 'false');
    chip.hidden = true;
    const count = document.createElement('b');
    count.textContent = '0';
    chip.append(name, count);
    chip.addEventListener('click', () => {
      if (!chosen.delete(name)) chosen.add(name);
      chip.setAttribute('aria-pressed', chosen.has(name));
      this.#changed();
    });
    parent.append(chip);
    this.#chips.set(name, chip);
  }

  /** As the address says. */
  begin() {
    for (const [kind, chosen, known] of [['protocol', this.protocols, PROTOCOLS], ['state', this.states, STATES]]) {
      for (const name of said(kind).split(',')) if (known.includes(name)) chosen.add(name);
      for (const name of chosen) {
        this.#chips.get(name).setAttribute('aria-pressed', 'true');
        // It may be the reason why nothing is shown.
        this.#chips.get(name).hidden = false;
      }
    }
    if (this.isAny) this.#onChange();
  }

  #changed() {
    say({ protocol: [...this.protocols].join(), state: [...this.states].join() });
    this.#onChange();
  }

  get isAny() {
    return this.protocols.size + this.states.size > 0;
  }

  clear() {
    for (const chip of this.#chips.values()) chip.setAttribute('aria-pressed', 'false');
    this.protocols.clear();
    this.states.clear();
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
