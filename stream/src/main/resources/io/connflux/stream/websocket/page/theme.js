import { store, stored } from './figures.js';

const KEY = 'connflux.theme';
const NEXT = { system: 'dark', dark: 'light', light: 'system' };

/** As the system has it, until the user says otherwise. */
export function themeSwitch(button, text) {
  let theme = stored(KEY) in NEXT ? stored(KEY) : 'system';
  const show = () => {
    document.documentElement.dataset.theme = theme;
    button.title = `Theme: ${theme} (t)`;
    text.textContent = `Theme: ${theme}`;
  };
  button.addEventListener('click', () => {
    theme = NEXT[theme];
    store(KEY, theme);
    show();
  });
  show();
}
