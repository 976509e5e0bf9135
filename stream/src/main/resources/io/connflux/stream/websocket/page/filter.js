// Words that must all be in a row; -word must not; :443 is a port, local or remote, exactly.

const PORT = /^:(\d+)$/;

function term(word) {
  const port = PORT.exec(word)?.[1];
  if (port) return (row) => row.local.port === port || row.remote.port === port;
  return (row) => row.text.includes(word);
}

/** Returns a predicate of a connection; null where the text asks nothing. */
export function parseFilter(text) {
  const terms = [];
  for (const word of text.toLowerCase().split(/\s+/)) {
    const excluded = word.length > 1 && word.startsWith('-');
    const bare = excluded ? word.slice(1) : word;
    // A lone : or - is a word not yet typed to its end.
    if (bare === '' || bare === ':' || bare === '-') continue;
    const holds = term(bare);
    terms.push(excluded ? (row) => !holds(row) : holds);
  }
  return terms.length === 0 ? null : (row) => terms.every((holds) => holds(row));
}
