/** Where each entry of the history was scrolled to; survives going back and reloading. */

const NOTE_AFTER_MS = 80;
const GIVE_UP_MS = 2_000;

let noting = null;
let attempt = 0;

export function rememberScrolling() {
  history.scrollRestoration = "manual";
  addEventListener("scroll", () => {
    clearTimeout(noting);
    noting = setTimeout(note, NOTE_AFTER_MS);
  }, { passive: true });
  for (const kind of ["wheel", "touchstart", "keydown"]) {
    addEventListener(kind, stopRestoring, { passive: true });
  }
  // A click may leave this entry before the note is taken.
  addEventListener("click", note, { capture: true });
}

function note() {
  clearTimeout(noting);
  history.replaceState({ ...history.state, scroll: scrollY }, "");
}

function stopRestoring() {
  attempt += 1;
}

/** True for an entry that was here before, false for one just made. */
export const isKnownEntry = () => history.state?.scroll !== undefined;

/** Scrolls to where this entry was, as soon as the page is long enough again. */
export function restoreScroll() {
  clearTimeout(noting);
  attempt += 1;
  const mine = attempt;
  const target = history.state?.scroll ?? 0;
  const deadline = performance.now() + GIVE_UP_MS;
  const step = () => {
    if (mine !== attempt) return;
    scrollTo(0, target);
    if (Math.abs(scrollY - target) > 2 && performance.now() < deadline) requestAnimationFrame(step);
  };
  step();
}
