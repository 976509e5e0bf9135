import { number } from './figures.js';

// What a connection carries, as the kernel counts it: bytes, segments, and how many bytes a second where the server tells that.

const UNITS = ['k', 'M', 'G', 'T', 'P', 'E'];

/** A number of bytes in as few characters as say how much it is, as `connflux watch` writes it: 999, 1.2k, 34M. */
export function amount(bytes) {
  if (bytes < 1000) return String(bytes);
  let rest = bytes / 1000;
  let unit = 0;
  while (rest >= 999.5 && unit < UNITS.length - 1) {
    rest /= 1000;
    unit++;
  }
  return (rest < 9.95 ? rest.toFixed(1) : rest.toFixed(0)) + UNITS[unit];
}

/**
 * What is known of a connection's traffic with an event.
 *
 * @param before what was known of it before; undefined for nothing
 */
export function trafficOf({ event, traffic }, before) {
  const isClosed = event === 'closed';
  // What it had carried some time before its end is not what it carried.
  if (!traffic) return isClosed ? undefined : before;
  const { sent_per_s: sent, received_per_s: received } = traffic;
  const rate = sent === undefined ? (isClosed ? undefined : before?.rate) : { sent, received, at: performance.now() };
  return { ...traffic, rate };
}

/** In one word for each way; nothing where nothing was carried. */
export function carried(traffic) {
  return traffic && (traffic.sent || traffic.received) ? `↑${amount(traffic.sent)} ↓${amount(traffic.received)}` : '';
}

/** All of it, as pairs of what it is and how much. */
export function trafficFacts(traffic) {
  if (!traffic) return [];
  const { sent, received, rate } = traffic;
  return [
    ['Sent', bytes(sent, rate?.sent)],
    ['Received', bytes(received, rate?.received)],
    ['Segments', `${number(traffic.segments_sent)} sent, ${number(traffic.segments_received)} received`],
    ['Sent again', traffic.retransmitted ? `${number(traffic.retransmitted)} segments` : ''],
    ['Round trip', traffic.rtt_us ? `${traffic.rtt_us / 1000} ms` : ''],
  ];
}

function bytes(all, perSecond) {
  const exact = all < 1000 ? ' bytes' : ` (${number(all)} bytes)`;
  return `${amount(all)}${exact}${perSecond === undefined ? '' : `, ${amount(perSecond)}/s`}`;
}
