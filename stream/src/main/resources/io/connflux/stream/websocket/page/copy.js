/** Rows that are selected with the mouse are copied as lines with tabs: so they paste into a chat and into a sheet. */
export function copyRows(grid) {
  grid.addEventListener('copy', (event) => {
    const selection = getSelection();
    const cells = [...grid.querySelectorAll('[role=gridcell]')]
      .filter((cell) => selection.containsNode(cell, true) && cell.checkVisibility());
    if (cells.length < 2) return;
    const rows = Map.groupBy(cells, (cell) => cell.closest('[data-row]'));
    const lines = [...rows.values()].map((row) => row.map((cell) => cell.textContent).join('\t'));
    event.clipboardData.setData('text/plain', lines.join('\n'));
    event.preventDefault();
  });
}
