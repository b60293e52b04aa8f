"use strict";
{
  const data = JSON.parse(document.getElementById("data").textContent);
  const by = (id) => document.getElementById(id);
  const [plane, stage, card, atlas] = ["plane", "stage", "card", "atlas"].map(by);
  const pen = plane.getContext("2d");
  const UNKNOWN = "#b9b2a9";
  const NAMES = ["category", "colours", "materials", "style", "pattern"];
  const MARGIN = 30;
  let view = { zoom: 1, x: 0, y: 0 };
  let shown = null; // the legend's value that stands alone
  let pointed = -1;

  const points = () => data.maps[by("map").selectedIndex].points;
  const facet = () => data.facets[by("facet").selectedIndex];

  function option(select, name) {
    const made = document.createElement("option");
    made.textContent = name;
    select.append(made);
  }

  // Map coordinates, [0, 1] from the top left, to pixels of the stage.
  function place([x, y]) {
    const width = stage.clientWidth - 2 * MARGIN, height = stage.clientHeight - 2 * MARGIN;
    return [
      MARGIN + width * (0.5 + (x - 0.5 - view.x) * view.zoom),
      MARGIN + height * (0.5 + (y - 0.5 - view.y) * view.zoom),
    ];
  }

  function draw() {
    const ratio = devicePixelRatio || 1;
    plane.width = stage.clientWidth * ratio;
    plane.height = stage.clientHeight * ratio;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { of, colors } = facet();
    const pictures = by("pictures").checked;
    const radius = Math.min(9, 4 + view.zoom / 2);
    const side = Math.min(data.atlas.side, 26 + 10 * view.zoom);
    const order = points().map((_, row) => row);
    if (shown !== null) order.sort((a, b) => (of[a] === shown) - (of[b] === shown));
    for (const row of order) {
      const [x, y] = place(points()[row]);
      if (x < -side || y < -side || x > stage.clientWidth + side || y > stage.clientHeight + side) continue;
      const aside = shown !== null && of[row] !== shown;
      pen.globalAlpha = aside ? 0.13 : 1;
      const color = of[row] < 0 ? UNKNOWN : colors[of[row]];
      if (pictures && !aside) {
        thumbnail(pen, row, x - side / 2, y - side / 2, side);
        pen.lineWidth = 3;
        pen.strokeStyle = color;
        pen.strokeRect(x - side / 2, y - side / 2, side, side);
        continue;
      }
      pen.beginPath();
      pen.arc(x, y, radius, 0, 7);
      pen.fillStyle = color;
      pen.fill();
      pen.lineWidth = row === pointed ? 2.5 : 0.8;
      pen.strokeStyle = row === pointed ? "#000" : "#0006";
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  function thumbnail(target, row, x, y, side) {
    const { side: own, columns } = data.atlas;
    const left = (row % columns) * own, top = Math.floor(row / columns) * own;
    target.drawImage(atlas, left, top, own, own, x, y, side, side);
  }

  function legend() {
    const { values, colors, of } = facet();
    const buttons = values.map((name, value) => {
      const button = document.createElement("button");
      const dot = document.createElement("i");
      dot.style.background = colors[value];
      button.type = "button";
      button.append(dot, `${name} ${of.filter((each) => each === value).length}`);
      button.setAttribute("aria-pressed", shown === value);
      button.onclick = () => {
        shown = shown === value ? null : value;
        legend();
        draw();
      };
      return button;
    });
    const unknown = of.filter((each) => each < 0).length;
    if (unknown) buttons.push(`unknown ${unknown}`);
    by("legend").replaceChildren(...buttons);
  }

  function cell(kind, text) {
    const made = document.createElement(kind);
    made.textContent = text;
    return made;
  }

  function show(row, x, y) {
    card.hidden = row < 0;
    if (row < 0) return;
    const small = document.createElement("canvas");
    small.width = small.height = data.atlas.side;
    thumbnail(small.getContext("2d"), row, 0, 0, data.atlas.side);
    const table = document.createElement("table");
    const said = data.predicted[row];
    if (said.length) {
      const head = table.insertRow();
      head.append(cell("th", ""), cell("td", "is"), cell("td", "predicted"));
    }
    NAMES.forEach((name, which) => {
      const line = table.insertRow();
      line.append(cell("th", name), cell("td", data.true[row][which]));
      if (said.length) line.append(cell("td", said[which]));
    });
    card.replaceChildren(small, cell("strong", data.titles[row]), cell("small", data.ids[row]), table);
    card.style.left = `${Math.min(x + 16, stage.clientWidth - card.offsetWidth - 8)}px`;
    card.style.top = `${Math.max(8, Math.min(y + 16, stage.clientHeight - card.offsetHeight - 8))}px`;
  }

  function nearest(x, y) {
    let best = -1, least = 18 ** 2;
    points().forEach((point, row) => {
      if (shown !== null && facet().of[row] !== shown) return;
      const [px, py] = place(point);
      const distance = (px - x) ** 2 + (py - y) ** 2;
      if (distance < least) [best, least] = [row, distance];
    });
    return best;
  }

  let held = null;
  plane.onpointerdown = (event) => {
    held = [event.offsetX, event.offsetY];
    plane.setPointerCapture(event.pointerId);
  };
  plane.onpointerup = plane.onpointercancel = () => (held = null);
  plane.onpointerleave = () => {
    pointed = -1;
    show(-1);
    draw();
  };
  plane.onpointermove = (event) => {
    const { offsetX: x, offsetY: y } = event;
    if (held) {
      view.x -= (x - held[0]) / view.zoom / (stage.clientWidth - 2 * MARGIN);
      view.y -= (y - held[1]) / view.zoom / (stage.clientHeight - 2 * MARGIN);
      held = [x, y];
      draw();
      return;
    }
    const row = nearest(x, y);
    if (row !== pointed) {
      pointed = row;
      draw();
    }
    show(row, x, y);
  };
  plane.onwheel = (event) => {
    event.preventDefault();
    const zoom = Math.min(40, Math.max(1, view.zoom * 1.0015 ** -event.deltaY));
    // What is under the pointer stays there.
    const across = (event.offsetX - MARGIN) / (stage.clientWidth - 2 * MARGIN) - 0.5;
    const down = (event.offsetY - MARGIN) / (stage.clientHeight - 2 * MARGIN) - 0.5;
    view.x += across / view.zoom - across / zoom;
    view.y += down / view.zoom - down / zoom;
    view.zoom = zoom;
    draw();
  };
  function whole() {
    view = { zoom: 1, x: 0, y: 0 };
    draw();
  }
  by("whole").onclick = by("map").onchange = whole;
  by("pictures").onchange = draw;
  by("facet").onchange = () => {
    shown = null;
    legend();
    draw();
  };
  data.maps.forEach((each) => option(by("map"), each.name));
  data.facets.forEach((each) => option(by("facet"), each.name));
  new ResizeObserver(draw).observe(stage);
  atlas.decode().then(draw, draw);
  legend();
}
