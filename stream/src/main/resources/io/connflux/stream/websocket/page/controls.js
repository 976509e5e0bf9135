import { said, say } from './address.js';
import { COLUMNS } from './columns.js';
import { isUtc, setUtc } from './figures.js';
import { GROUPINGS } from './groups.js';
import { keyboard } from './keyboard.js';
import { Query } from './query.js';
import { themeSwitch } from './theme.js';

const $ = (id) => document.getElementById(id);

/** The buttons, the filter box and the keys. Done when it is known what a link chooses. */
export async function controls({ stream, access, picture, status, table, chips, log, clock, copyChosen }) {
  const filter = $('filter');
  const grid = $('connections');
  const query = new Query({
    box: filter,
    message: $('filter-message'),
    headers: () => access.headers,
    onWords: (text) => picture.filter(text),
    onExpression: (expression) => stream.narrow(expression),
  });
  const begun = query.begin();
  chips.begin();
  sortChoice($('sort'), table);
  groupChoice($('group'), table);
  panes();
  themeSwitch($('theme'), $('theme-text'));
  zoneSwitch($('zone'), () => {
    table.repaint();
    log.repaint();
  });

  const pause = () => {
    status.pausedAt = status.paused ? null : clock.now();
    status.waiting = 0;
    $('pause').setAttribute('aria-pressed', status.paused);
    $('pause-text').textContent = status.paused ? 'Resume' : 'Pause';
    picture.pause(status.paused);
  };
  $('pause').addEventListener('click', pause);
  $('retry').addEventListener('click', () => stream.retryNow());
  $('help-open').addEventListener('click', () => $('help').showModal());

  const showAll = () => {
    query.clear();
    if (chips.isAny) chips.clear();
  };
  $('clear').addEventListener('click', showAll);

  const clear = (target) => {
    if (target === filter && filter.value === '') grid.focus();
    else if (target !== filter && table.chosen !== null) table.choose(null);
    else if (filter.value !== '' || chips.isAny) showAll();
    else {
      table.toTop();
      log.toTop();
    }
  };

  keyboard(grid, {
    '/': () => {
      filter.focus();
      filter.select();
    },
    p: pause,
    '?': () => $('help').showModal(),
    l: () => $('log-toggle').click(),
    t: () => $('theme').click(),
    r: () => stream.retryNow(),
    u: () => $('zone').click(),
    y: copyChosen,
    Escape: clear,
  }, {
    ArrowDown: () => table.move(1),
    ArrowUp: () => table.move(-1),
    j: () => table.move(1),
    k: () => table.move(-1),
    PageDown: () => table.move(table.page),
    PageUp: () => table.move(-table.page),
    Home: () => table.move(-Infinity),
    End: () => table.move(Infinity),
    Enter: () => table.open(),
  });
  await begun;
}

function zoneSwitch(button, onChange) {
  const show = () => {
    button.textContent = isUtc() ? 'times in UTC' : `local times (${offset()})`;
  };
  button.addEventListener('click', () => {
    setUtc(!isUtc());
    show();
    onChange();
  });
  show();
}

function offset() {
  const minutes = -new Date().getTimezoneOffset();
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

// Where the header does not fit.
function sortChoice(select, table) {
  for (const column of COLUMNS) select.add(new Option((column.name ?? column.title).toLowerCase(), column.key));
  select.addEventListener('change', () => {
    table.sort(select.value, Boolean(COLUMNS.find((column) => column.key === select.value).falling));
  });
  select.value = table.sortKey;
  const [, falling, key] = /^(-?)(.*)$/.exec(said('sort'));
  if (COLUMNS.some((column) => column.key === key)) table.sort(key, falling === '-');
}

function groupChoice(select, table) {
  select.add(new Option('nothing', ''));
  for (const [key, { title }] of Object.entries(GROUPINGS)) select.add(new Option(title, key));
  select.addEventListener('change', () => {
    table.group(select.value);
    say({ group: table.grouping });
  });
  table.group(said('group'));
  select.value = table.grouping;
}

/** Wide: the log beside the table, or not, at first where there is room for both. Narrow: one or the other. */
function panes() {
  const { dataset } = document.body;
  dataset.pane = 'connections';
  dataset.log = matchMedia('(min-width: 1181px)').matches ? 'shown' : 'hidden';
  $('log-toggle').setAttribute('aria-pressed', dataset.log === 'shown');
  const buttons = document.querySelectorAll('[data-pane]:is(button)');
  const show = (pane) => {
    dataset.pane = pane;
    for (const button of buttons) button.setAttribute('aria-pressed', button.dataset.pane === pane);
  };
  for (const button of buttons) button.addEventListener('click', () => show(button.dataset.pane));
  $('log-toggle').addEventListener('click', () => {
    dataset.log = dataset.log === 'shown' ? 'hidden' : 'shown';
    $('log-toggle').setAttribute('aria-pressed', dataset.log === 'shown');
    show(dataset.pane === 'log' ? 'connections' : 'log');
  });
}
