/**
 * Asks whether the host's table can be read again after it was lost: on a quiet host no event would tell. Calls back once.
 */
export function whenWell(lostAt, headers, onWell) {
  const timer = setInterval(async () => {
    try {
      const response = await fetch('healthz', { headers: headers(), cache: 'no-store' });
      if (response.ok && Date.parse((await response.json()).last_poll) > lostAt) {
        stop();
        onWell();
      }
    } catch {
      // no server, or no answer to read: the stream tells that better
    }
  }, 2000);
  const stop = () => clearInterval(timer);
  return stop;
}
