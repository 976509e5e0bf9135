import { FADE } from './connections.js';

const glow = (wash) => [
  { backgroundColor: wash },
  { backgroundColor: wash, offset: 0.3 },
  { backgroundColor: 'transparent' },
];
const FRAMES = {
  opened: glow('var(--opened-wash)'),
  changed: glow('var(--changed-wash)'),
  closed: [
    { backgroundColor: 'var(--closed-wash)', opacity: 1 },
    { backgroundColor: 'var(--closed-wash)', opacity: 1, offset: 0.5 },
    { backgroundColor: 'var(--closed-wash)', opacity: 0.15 },
  ],
};
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * Lets an element glow for what happened to its row, from as far on as that is past: elements are reused and rows scroll in
 * late. The steps bound how often the whole list is painted anew.
 */
export function flash(element, row, frozen) {
  element.flash?.cancel();
  element.flash = undefined;
  const past = performance.now() - row.at;
  if (!row.mark || past >= FADE) return;
  element.flash = element.animate(FRAMES[row.mark], {
    duration: FADE,
    easing: calm.matches ? 'step-end' : 'steps(16)',
    fill: row.isClosed ? 'forwards' : 'none',
  });
  element.flash.currentTime = past;
  if (frozen) element.flash.pause();
}

export function freeze(element, frozen) {
  if (element.flash?.playState === (frozen ? 'running' : 'paused')) element.flash[frozen ? 'pause' : 'play']();
}
