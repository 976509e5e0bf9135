// Ties the stream, the model and what is shown together. Read connections.js and events.js next.
import { Access } from './access.js';
import { said, say } from './address.js';
import { Chips } from './chips.js';
import { copyText } from './clipboard.js';
import { Connections } from './connections.js';
import { controls } from './controls.js';
import { copyRows } from './copy.js';
import { showCounters } from './counters.js';
import { Detail } from './detail.js';
import { EventStream } from './events.js';
import { HostClock } from './figures.js';
import { whenWell } from './health.js';
import { Heartbeat } from './heartbeat.js';
import { Log } from './log.js';
import { Past } from './past.js';
import { Picture } from './picture.js';
import { Rates } from './rates.js';
import { Status } from './status.js';
import { Table } from './table.js';

const $ = (id) => document.getElementById(id);

const LAGGING = 10_000; // ms that it is told: a word that comes and goes is not read

const clock = new HostClock();
const model = new Connections();
const status = new Status();
const now = () => status.pausedAt ?? clock.now();
const rates = new Rates($('rates'));
const log = new Log($('log'));
const copy = async (text) => status.say(await copyText(text) ? `copied ${text}` : `${text} could not be copied`);
const detail = new Detail($('detail'), {
  of: (row) => ({ peer: model.peer(row), events: log.of(row.id) }),
  onClose: () => table.choose(null),
  onCopy: copy,
  onPeer: (row) => {
    table.choose(row, true);
    table.reveal();
    // The button that had the focus is gone with what it stood in.
    $('connections').focus();
  },
});
const chips = new Chips({ protocols: $('protocols'), states: $('states'), without: $('without') }, () => picture.choose(chips));
const table = new Table($('connections'), {
  now,
  onSort: () => {
    picture.order(table.compare);
    $('sort').value = table.sortKey;
    if (!table.isSortedByItself) say({ sort: `${table.falling ? '-' : ''}${table.sortKey}` });
  },
  onChoose: (row, open) => {
    say({ selected: row?.id ?? '' });
    if (open || !row || detail.id !== undefined) detail.show(row, now());
  },
});
const picture = new Picture({ model, table, chips, log, detail, status, now });
const access = new Access($('access'), () => stream.open(access.protocols));

const heartbeat = new Heartbeat(() => access.headers);

let stopAsking = () => {};
let coalesced;
let isFirst = true; // the stream that is begun
let behindAt = -Infinity; // when the server was last too fast for this page

const stream = new EventStream(eventsUrl(), {
  connecting: () => {
    status.connecting();
    status.show();
  },

  heard: () => heartbeat.heard(),

  get patience() {
    return heartbeat.longest;
  },

  event: (event, begins) => {
    if (begins) begin();
    if (event.event === 'baseline') {
      clock.forget();
      heartbeat.forget();
    }
    clock.heard(Date.parse(event.time));
    status.heard = Date.now();
    // An event of a kind not known here belongs to a newer server, and takes nothing from the others.
    on[event.event]?.(event);
    picture.refresh();
  },

  down: (down) => {
    // Said once, not at every try.
    if (!status.down) log.notice('Not connected', { level: 'warning', detail: down.reason });
    status.fell(down);
    picture.refresh();
  },

  unopened: async () => {
    if (!(await access.isRefused())) return;
    stream.stop();
    status.ask();
    status.show();
    access.ask();
  },
});

const past = new Past({ stream, headers: () => access.headers, log, rates, clock });

const on = {
  existing: (event) => {
    model.apply(event);
    status.read = model.size;
  },

  baseline: (event) => {
    picture.isHeld = false;
    const [word, detail] = event.resumed ? ['resumed', 'what changed meanwhile is told as changes']
      : status.down ? ['begun anew', 'what happened in between is not known'] : [];
    const notice = log.notice(word ? `Reconnected, ${word}` : 'Connected', { level: word === 'begun anew' ? 'warning' : '', detail });
    if (!event.resumed) {
      model.baseline();
      checkWhole(event.connections);
      if (isFirst) chooseSaid();
      isFirst = false;
      past.tell(Date.parse(event.time), notice).then(knowPast);
    }
    status.live(word && `${word}: ${detail}`);
  },

  opened: (event) => change(event, 'opened'),
  'state-changed': (event) => change(event),
  'owner-changed': (event) => change(event),
  closed: (event) => change(event, 'closed'),

  lost: (event) => {
    const time = Date.parse(event.time);
    if (!status.lost) log.notice('The table cannot be read', { level: 'warning', time, detail: event.reason });
    status.lost = { reason: event.reason, time: status.lost?.time ?? time };
    stopAsking();
    stopAsking = whenWell(time, () => access.headers, wellAgain);
  },

  unreadable: (event) => {
    const place = [event.file, event.line, event.column].filter((part) => part !== undefined).join(':');
    const title = event.count > 1 ? `Unreadable, ${event.count} rows: ${event.reason}` : `Unreadable: ${event.reason}`;
    log.notice(title, { level: 'warning', time: Date.parse(event.time), detail: `${place} ${event.text ?? ''}` });
  },

  stats: ({ counters }) => {
    if (coalesced !== undefined && counters.coalesced > coalesced) behindAt = performance.now();
    status.lagging = performance.now() - behindAt < LAGGING;
    coalesced = counters.coalesced;
    showCounters($('counters'), counters, clock.behindMs);
  },
};

function knowPast() {
  if (past.server) picture.own(past.server);
  const row = model.get(detail.id);
  if (row) detail.show(row, now());
  picture.refresh();
}

function copyChosen() {
  const row = model.get(table.chosen);
  if (row) copy(String(row.remote.isWild ? row.local : row.remote));
}

/** What a link chose. */
function chooseSaid() {
  const id = said('selected');
  if (!id) return;
  const row = model.get(id);
  if (row) {
    table.choose(row, true);
    picture.isToReveal = true;
  } else {
    log.notice('What the link chose is not there any more', { detail: id });
  }
}

function checkWhole(connections = {}) {
  const told = Object.values(connections).reduce((sum, count) => sum + count, 0);
  if (told !== model.size) {
    const detail = `the server told of ${told} connections, ${model.size} came`;
    log.notice('The table is not whole', { level: 'warning', detail });
  }
}

function change(event, rate) {
  const row = model.apply(event);
  // What a resumed stream tells at once happened while nothing was heard, not now.
  if (rate && status.isLive) rates.count(rate);
  if (row) log.change(event, row);
  else log.notice('Closed, and not known before', { level: 'warning', detail: `${event.protocol} ${event.id}` });
  if (status.paused) status.waiting++;
  if (status.lost) wellAgain();
}

function wellAgain() {
  stopAsking();
  status.lost = null;
  log.notice('The table can be read again');
  picture.refresh();
}

function begin() {
  model.beginAnew();
  picture.isHeld = true;
  coalesced = undefined;
  stopAsking();
  status.lost = null;
  status.lagging = false;
  behindAt = -Infinity;
}

function eventsUrl() {
  const url = new URL('events?existing=true&stats=1s&traffic=auto', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const protocol = new URLSearchParams(location.search).get('protocol');
  if (protocol) url.searchParams.set('protocol', protocol);
  return url;
}

let beat = 0;
setInterval(() => {
  const at = performance.now();
  const hasChanged = [model.sweep(at), model.rest(at - heartbeat.rest)].some(Boolean);
  if (hasChanged) picture.refresh();
  if (status.isLive) heartbeat.tick(model.hasTraffic);
  const { silence } = status;
  status.silence = status.isLive ? heartbeat.silence : 0;
  if (Boolean(silence) !== Boolean(status.silence)) status.show();
  if (++beat % 4 !== 0) return;
  rates.tick(!status.isLive || status.silence > 0);
  status.show();
  table.tick();
  detail.tick(now());
}, 250);

$('host').textContent = location.host;
copyRows($('connections'));
await controls({ stream, access, picture, status, table, chips, log, clock, copyChosen });
// Not before: all of a busy host would come, and stand in the log, to be thrown away.
stream.open(access.protocols);
