// Does what believer.py does, with the WebSocket of Node and of browsers.
const [url, address, mark] = process.argv.slice(2);
const table = new Map();
let seq = 0;
const end = ({ address, port }) => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`);
const check = (right, text) => {
  if (!right) {
    console.error(text);
    process.exit(1);
  }
};
const socket = new WebSocket(url);
socket.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  check(event.seq === ++seq, `${event.seq} is not ${seq}`);
  if (event.event === "baseline") console.log("baseline");
  if (event.local?.address !== address && event.remote?.address !== address) return;
  const key = `${event.protocol} ${end(event.local)} ${end(event.remote)}`;
  if (event.event === "closed") {
    check(table.get(key) === event.state && table.delete(key), `closed in another state than it had: ${data}`);
  } else {
    check(table.get(key) === event.previous_state, `not in the state that it had: ${data}`);
    table.set(key, event.state);
  }
  if (event.local.port === mark && event.state === "LISTEN") {
    for (const [tuple, state] of table) {
      const [protocol, local, remote] = tuple.split(" ");
      console.log("row", protocol, state, local, remote);
    }
    socket.close();
  }
};
socket.onclose = ({ code }) => process.exit(code === 1000 || code === 1005 ? 0 : 1);
