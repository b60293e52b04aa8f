"""How the page looks."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #222; }
body { margin: 0; background: #faf9f7; }
main { max-width: 78rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin-top: 2.5rem; font-size: 1.25rem; }
section > p { max-width: 46rem; color: #444; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; background: #fff; }
th, td { padding: .35rem .6rem; text-align: left; vertical-align: top; white-space: nowrap; }
td:first-child { white-space: normal; min-width: 17rem; }
th { border-bottom: 2px solid #ccc; font-weight: 600; font-size: .85rem; }
td { border-bottom: 1px solid #eee; font-variant-numeric: tabular-nums; }
small { color: #666; }
.few { color: #b3261e; }
details { margin: .8rem 0; }
summary { cursor: pointer; font-weight: 600; }
figure { margin: 1rem 0; overflow-x: auto; }
.plots { display: flex; flex-wrap: wrap; gap: .5rem; }
.plots figure { margin: 0; }
.key { display: inline-block; width: .7em; height: .7em; margin-right: .4em; }
.bar .ground { fill: #e9e6e0; }
.bar .whisker { stroke: #0d2f31; stroke-width: 2; }
.bar .ceiling { stroke: #000; stroke-width: 3; }
svg text { font-family: inherit; }
"""
