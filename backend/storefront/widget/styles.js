/** How the elements look; a page changes it by custom properties and ::part(). */

const CSS = `
:host {
  --ink: var(--credenza-ink, currentColor);
  --ground: var(--credenza-ground, Canvas);
  --muted: var(--credenza-muted, color-mix(in srgb, var(--ink) 70%, transparent));
  --line: var(--credenza-line, color-mix(in srgb, var(--ink) 16%, transparent));
  --tile: var(--credenza-tile, color-mix(in srgb, var(--ink) 5%, transparent));
  --accent: var(--credenza-accent, CanvasText);
  --on-accent: var(--credenza-on-accent, var(--ground));
  --radius: var(--credenza-radius, 0.375em);
  display: block;
  color: var(--ink);
  font: var(--credenza-font, inherit);
  line-height: 1.4;
}
:host([hidden]), [hidden] { display: none !important; }
*, *::before { box-sizing: border-box; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.top { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.25em 1em; margin-block-end: 1em; }
.heading {
  margin: 0; line-height: 1.25; font-family: var(--credenza-heading-family, inherit);
  font-size: var(--credenza-heading-size, 1.25em); font-weight: var(--credenza-heading-weight, 600);
}
.top:has(.heading[hidden]):has(.status:empty) { margin: 0; }
.status { margin: 0; color: var(--muted); font-size: 0.875em; font-variant-numeric: tabular-nums; }

.grid {
  display: grid; margin: 0; padding: 0; list-style: none;
  gap: var(--credenza-gap, 1.75em 1.25em);
  grid-template-columns: repeat(auto-fill, minmax(min(var(--credenza-card-min, 11em), 42%), 1fr));
}
.grid[aria-busy="true"] .link { opacity: 0.45; }
.card { min-width: 0; }
.link {
  display: block; width: 100%; padding: 0; border: 0; background: none; cursor: pointer;
  color: inherit; font: inherit; text-align: start; text-decoration: none; border-radius: var(--radius);
  transition: opacity 0.15s;
}
.tile {
  position: relative; display: grid; place-items: center; aspect-ratio: var(--credenza-tile-ratio, 1);
  overflow: hidden; border-radius: var(--radius); background: var(--tile); margin-block-end: 0.7em;
}
.tile img {
  width: 100%; height: 100%; object-fit: var(--credenza-picture-fit, contain);
  mix-blend-mode: var(--credenza-picture-blend, normal); transition: transform 0.35s ease;
}
.link:hover img { transform: scale(1.025); }
.link:hover .title { text-decoration: underline; text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
.missing { color: var(--muted); font-size: 0.8125em; }
.badge {
  position: absolute; inset-block-start: 0.6em; inset-inline-start: 0.6em; max-width: calc(100% - 1.2em);
  padding: 0.15em 0.6em; border-radius: 1em; background: var(--ground); color: var(--credenza-ink, CanvasText);
  font-size: 0.75em; font-weight: 600; box-shadow: 0 0 0 1px var(--line);
}
.title { display: block; font-size: 0.9375em; overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.75em; margin-block-start: 0.15em; font-size: 0.875em; font-variant-numeric: tabular-nums; }
.price { font-weight: 600; }
.stock, .score, .missed { color: var(--muted); }
.missed { display: block; margin-block-start: 0.15em; font-size: 0.8125em; }
.relaxed { grid-column: 1 / -1; padding-block-start: 1em; border-block-start: 1px solid var(--line); color: var(--muted); font-size: 0.9375em; }
.relaxed:first-child { padding-block-start: 0; border: 0; }
.score { margin-inline-start: auto; font-size: 0.9286em; }

.bone { display: block; background: var(--tile); border-radius: var(--radius); animation: breathe 1.6s ease-in-out infinite; }
.bone.long, .bone.short { height: 0.85em; margin-block: 0.45em; }
.bone.long { width: 85%; }
.bone.short { width: 40%; }
@keyframes breathe { 50% { opacity: 0.5; } }

.notice { padding: 2.5em 1.25em; border: 1px solid var(--line); border-radius: var(--radius); text-align: center; }
.say { margin: 0 auto; max-width: 46ch; }
.notice .button { margin-block-start: 1.25em; }
.foot { margin-block-start: 2.25em; text-align: center; }
.foot:not(:has(.button:not([hidden]))) { display: none; }

.button {
  min-height: 2.75em; padding: 0 1.4em; border: 1px solid var(--accent); border-radius: 2em;
  background: transparent; color: var(--accent); font: inherit; font-weight: 600; font-size: 0.9375em; cursor: pointer;
}
.button:hover { background: color-mix(in srgb, var(--accent) 8%, transparent); }
.button.strong { background: var(--accent); color: var(--on-accent); }
.button:disabled { opacity: 0.5; cursor: default; }
.button.strong:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ground)); }
:focus-visible { outline: 2px solid var(--credenza-focus, var(--accent)); outline-offset: 3px; }

.drop {
  display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 1.25em 2em;
  padding: 2.25em 1.5em; margin-block-end: 2em; border: 1.5px dashed color-mix(in srgb, var(--ink) 36%, transparent);
  border-radius: var(--radius); text-align: center; transition: background 0.15s, border-color 0.15s;
}
.drop.full { justify-content: flex-start; padding: 1.25em; text-align: start; }
.drop.over { border-color: var(--accent); border-style: solid; background: color-mix(in srgb, var(--accent) 7%, transparent); }
.preview { display: block; width: auto; height: auto; max-width: 100%; max-height: 12em; border-radius: var(--radius); }
.ask { flex: 0 1 24em; }
.prompt { margin: 0 0 1em; font-size: 1.0625em; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75em; justify-content: inherit; }
.drop:not(.full) .buttons { justify-content: center; }
.note, .said { margin: 1em 0 0; color: var(--muted); font-size: 0.8125em; }
.said:empty { display: none; }
.by-touch, .drop.full .note { display: none; }
@media (hover: none) {
  .by-mouse { display: none; }
  .drop:not(.full) .by-touch { display: inline; }
  .drop.full .prompt { display: none; }
}
@media (prefers-reduced-motion: reduce) {
  .bone { animation: none; }
  .tile img, .link, .drop { transition: none; }
  .link:hover img { transform: none; }
}
`;

let shared = null;

/** One sheet for all elements of the page; not subject to a page's style-src policy. */
export function sheet() {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(CSS);
  }
  return shared;
}
