/**
 * Single keys, where no text is being typed. Actions are by key name; those of the grid give way to what has the focus:
 * Enter is the button's, arrows are the log's.
 */
export function keyboard(grid, actions, gridActions) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector('dialog[open]')) return;
    const { target } = event;
    const isText = target.matches('input, select, textarea');
    if (isText) {
      if (event.key === 'Escape') actions.Escape(target);
      else if (target.id === 'filter' && (event.key === 'ArrowDown' || event.key === 'Enter')) grid.focus();
      else return;
      if (event.key === 'ArrowDown') gridActions.ArrowDown();
      event.preventDefault();
      return;
    }
    const isTaken = target.matches('.entries') || (event.key === 'Enter' && target.matches('button'));
    const action = actions[event.key] ?? (isTaken ? undefined : gridActions[event.key]);
    if (!action) return;
    event.preventDefault();
    action(target);
  });
}
