import { duration, number } from './figures.js';

const SAID = [
  ['polls', 'polls', 'how often the table was read'],
  ['rows', 'rows read', 'rows read in all polls'],
  ['poll_ms', 'a poll', 'time of the last poll', (ms) => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`],
  ['coverage', 'of opens seen', 'of the connections that the kernel counted, how many were seen: short ones escape a poll',
    (part) => `${(part * 100).toFixed(part < 1 ? 1 : 0)} %`],
  ['opens_missed', 'opens missed', 'connections that the kernel counted and that were not seen', undefined, true],
  ['observations_lost', 'changes lost', 'single changes that the kernel had no room for: the next poll has what is true', undefined, true],
  ['observations_unplaced', 'changes unplaced', 'single changes of which no process told the network namespace', undefined, true],
  ['suspected', 'suspected', 'rows missing where a page boundary may have hidden them: looked for a second time'],
  ['reprieved', 'reprieved', 'suspects found again: false closes that were not told'],
  ['repeated', 'repeated', 'rows that came twice in one read'],
  ['unreadable', 'unreadable', 'rows that could not be understood', undefined, true],
  ['skipped', 'skipped', 'polls left out because the one before was not done', undefined, true],
  ['coalesced', 'coalesced', 'differences merged because this page or the network was slow', undefined, true],
];

/** The foot of the page: what the server counts about its own work. */
export function showCounters(foot, counters, behindMs) {
  const parts = [];
  for (const [key, name, title, text = number, isBad = false] of SAID) {
    const value = counters[key];
    if (value === undefined || value === null || (isBad && value === 0)) continue;
    const part = document.createElement('span');
    part.title = title;
    part.dataset.counter = key;
    part.classList.toggle('bad', isBad);
    const figure = document.createElement('b');
    figure.textContent = text(value);
    part.append(figure, ` ${name}`);
    parts.push(part);
  }
  if (Math.abs(behindMs) > 2000) {
    const part = document.createElement('span');
    part.className = 'bad';
    part.textContent = `the host's clock is ${duration(Math.abs(behindMs))} ${behindMs > 0 ? 'behind' : 'ahead of'} this one`;
    parts.push(part);
  }
  foot.replaceChildren(...parts);
}
