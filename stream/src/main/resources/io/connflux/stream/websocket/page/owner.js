// The detail says in a sentence why nobody can be named; a column has room for the word alone.
const REASONS = {
  pending: 'it is being looked for',
  released: 'no process holds it any more',
  exited: 'the process that held it had exited before more could be read of it',
  permission: 'a process may hold it that the server may not look at',
  namespace: 'a process may hold it that is hidden from the server’s /proc',
};

/** Whose a connection is, as far as an event tells. */
export class Owner {
  #order;

  constructor({ process, processes, processes_left_out: leftOut = 0, owner, container, unit }) {
    // The list begins with the same process, of which it says less.
    this.processes = process ? [process, ...(processes ?? []).slice(1)] : [];
    this.leftOut = leftOut;
    this.reason = owner;
    this.container = container;
    this.unit = unit;
  }

  static isToldBy(event) {
    return event.process !== undefined || event.owner !== undefined;
  }

  /** The oldest of the processes. */
  get process() {
    return this.processes[0];
  }

  /** Its name alone, which all processes of one program share. */
  get program() {
    return this.process ? visible(this.process.name) : '';
  }

  get name() {
    return this.process ? named(this.process) : '';
  }

  /** In a word: nginx[1234] +4, or the reason why nobody is named. */
  get label() {
    const more = this.processes.length - 1 + this.leftOut;
    return more > 0 ? `${this.name} +${more}` : this.name || (this.reason ?? '');
  }

  /** What there is no room for in a column. */
  get title() {
    return visible(`${this.label}  ${this.process?.command_line ?? ''}`).trim();
  }

  get explanation() {
    return this.reason && `${this.reason}: ${REASONS[this.reason] ?? 'nobody can be named'}`;
  }

  /** Sorts by name, then pid; nobody comes last. */
  get order() {
    this.#order ??= this.process
      ? `0${this.process.name.toLowerCase()} ${String(this.process.pid).padStart(8, '0')}`
      : `1${this.reason ?? '~'}`;
    return this.#order;
  }

  /** All words that it can be found by. */
  get words() {
    const { container, unit } = this;
    const words = this.processes.map((process) => `${named(process)} ${process.user ?? ''}`);
    if (container) words.push(container.runtime ?? '', container.id, container.pod ?? '');
    return [...words, unit ?? '', this.reason ?? ''].join(' ');
  }
}

export const NOBODY = new Owner({});

export const named = ({ name, pid }) => `${visible(name)}[${pid}]`;

/** Names are of whoever started the process: a character that is not seen, or turns the text around it, must not pass. */
export const visible = (text) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
