/** Copies a text. Says whether it could be. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyOfOld(text);
  }
}

// A browser has no clipboard for a page that came over http from another host.
function copyOfOld(text) {
  const box = document.createElement('textarea');
  box.value = text;
  box.className = 'unseen';
  const { activeElement } = document;
  document.body.append(box);
  box.select();
  const isCopied = document.execCommand('copy');
  box.remove();
  activeElement?.focus();
  return isCopied;
}
