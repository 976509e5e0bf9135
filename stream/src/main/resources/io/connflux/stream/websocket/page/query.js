// What is typed: words are looked for in the rows that are here, as they are typed. Enter makes an expression of them, which the
// server judges: only what it chooses comes at all.

import { said, say } from './address.js';

export class Query {
  #box;
  #message;
  #headers;
  #onWords;
  #onExpression;
  /** The expression as the server understood it; empty for none. */
  #applied = '';
  #asked = 0;

  constructor({ box, message, headers, onWords, onExpression }) {
    this.#box = box;
    this.#message = message;
    this.#headers = headers;
    this.#onWords = onWords;
    this.#onExpression = onExpression;
    box.addEventListener('input', () => this.#typed());
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#ask();
    });
  }

  /** What stands in the address, so that what is seen can be sent to someone. Done when the server has judged it. */
  async begin() {
    this.#box.value = said('where') || said('filter');
    if (said('where')) await this.#ask();
    else if (said('filter')) this.#words();
  }

  clear() {
    this.#box.value = '';
    this.#typed();
  }

  get isEmpty() {
    return this.#box.value === '';
  }

  #typed() {
    this.#asked++;
    this.#say('');
    // An expression stays until another one is whole: on its way there it would be nothing but wrong words.
    if (this.#applied && this.#box.value.trim()) return;
    this.#choose('');
    this.#words();
  }

  #words() {
    this.#onWords(this.#box.value);
    this.#remember('filter');
  }

  async #ask() {
    const text = this.#box.value.trim();
    if (!text) return;
    const asked = ++this.#asked;
    let answer;
    try {
      const url = `filter?filter=${encodeURIComponent(text)}`;
      const response = await fetch(url, { headers: this.#headers(), cache: 'no-store' });
      answer = response.ok ? await response.json() : { error: await response.text() };
    } catch {
      answer = { error: 'no connection to the server' };
    }
    if (asked !== this.#asked) return;
    this.#say(answer.error ?? '');
    if (answer.error) return;
    this.#onWords('');
    this.#choose(answer.filter);
    this.#remember('where');
  }

  #choose(expression) {
    if (expression === this.#applied) return;
    this.#applied = expression;
    this.#box.dataset.kind = expression ? 'expression' : 'words';
    this.#box.title = expression && `The server chooses: ${expression}`;
    this.#onExpression(expression);
  }

  #say(text) {
    this.#message.textContent = text.trimEnd();
    this.#message.hidden = !text;
  }

  #remember(key) {
    say({ where: '', filter: '', [key]: this.#box.value.trim() });
  }
}
