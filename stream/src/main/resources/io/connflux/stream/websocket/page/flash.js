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

let frozenAt = null;

/** The moment at which all stand still; null where nothing does. What comes into sight meanwhile glows as it did then. */
export function standStill(moment) {
  frozenAt = moment;
}

/**
 * Lets an element glow for what happened to its row or a part of it, from as far on as that is past: elements are reused and
 * rows scroll in late. The steps bound how often the whole list is painted anew.
 */
export function flash(element, change, frozen) {
  element.flash?.cancel();
  element.flash = undefined;
  if (!change?.mark) return;
  const past = (frozenAt ?? performance.now()) - change.at;
  if (past >= FADE) return;
  element.flash = element.animate(FRAMES[change.mark], {
    duration: FADE,
    easing: calm.matches ? 'step-end' : 'steps(16)',
    fill: change.mark === 'closed' ? 'forwards' : 'none',
  });
  element.flash.currentTime = past;
  if (frozen) element.flash.pause();
}

export function freeze(element, frozen) {
  if (element.flash?.playState === (frozen ? 'running' : 'paused')) element.flash[frozen ? 'pause' : 'play']();
}
