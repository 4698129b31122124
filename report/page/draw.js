"use strict";
// Elements, tables with bars in them, stacked bars, and the memory map.

/** An element with attributes and children; text is only ever text. */
function element(name, attributes = {}, ...children) {
  const svg = ["svg", "rect", "line", "text", "g", "title"].includes(name);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function put(id, ...children) { document.getElementById(id).replaceChildren(...children.filter((child) => child)); }

/** A bar up to `likely` with a whisker from low to high, on a scale that ends at `most`. */
function bar(interval, most, mark = null) {
  const at = (value) => Math.min(100 * value / most, 100);
  if (!known(interval)) return null;
  const whisker = interval.low === interval.high ? [] : [
    element("rect", {x: at(interval.low), y: 0, width: at(interval.high) - at(interval.low), height: 8, fill: "var(--bar-faint)"}),
  ];
  return element("svg", {viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true"}, ...whisker,
    element("rect", {x: 0, y: 2, width: at(interval.likely), height: 4, fill: "var(--bar)"}),
    mark === null ? null : element("rect", {x: at(mark) - 0.5, y: 0, width: 0.5, height: 8, fill: "var(--ink)"}));
}

/** A cell: a string, or {text, right, tone, bar, value}. */
function cell(content, tag = "td") {
  if (typeof content === "string") return element(tag, {}, content);
  const kind = content.bar !== undefined ? "bar" : [content.right ? "right" : "", content.tone ?? ""].join(" ").trim();
  const attributes = {class: kind || null, "data-value": content.value ?? null};
  return element(tag, attributes, content.bar !== undefined ? content.bar ?? "" : content.text);
}

/** A table; each row is {cells, chosen}, and its first cell names it. */
function table(caption, head, rows) {
  const titles = head.map((title) => element("th", {scope: "col", class: title.right ? "right" : null},
    title.unseen ? element("span", {class: "unseen"}, title.text) : title.text ?? title));
  const body = rows.map(({cells, chosen}) => {
    const name = cell(cells[0], "th");
    name.setAttribute("scope", "row");
    return element("tr", {class: chosen ? "chosen" : null, "aria-current": chosen ? "true" : null}, name, ...cells.slice(1).map((content) => cell(content)));
  });
  const whole = element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...titles)),
    element("tbody", {}, ...body));
  return element("div", {class: "scroll", tabindex: 0, role: "group", "aria-label": caption}, whole);
}

const kBarTitle = {text: "as a bar", unseen: true};

/** Speeds as rows {name, speed, tone, note, chosen, more} with bars on one scale; no bars where no speed is known. */
function speeds(caption, first, rows, more = []) {
  const last = ["verdict", ...more], lastOf = (row) => [{text: row.note ?? "", tone: row.tone}, ...(row.more ?? more.map(() => ""))];
  if (!rows.some(({speed}) => known(speed)))
    return table(caption, [first, ...last], rows.map((row) => ({chosen: row.chosen, cells: [row.name, ...lastOf(row)]})));
  const most = Math.max(...rows.map(({speed}) => known(speed) ? speed.high : 0), 1e-9);
  return table(caption, [first, kBarTitle, {text: "likely", right: true}, {text: "90 %", right: true}, ...last], rows.map((row) => ({
    chosen: row.chosen,
    cells: [row.name, {bar: bar(row.speed, most)}, {text: likely(row.speed), right: true, value: row.speed?.likely},
      {text: range(row.speed), right: true}, ...lastOf(row)],
  })));
}

/** Parts {name, value, text} as one bar of a whole, with a legend, and a mark where a limit is. */
function stacked(label, parts, whole, limit = null) {
  let x = 0;
  const shown = parts.filter(({value}) => value > 0);
  const colour = (i) => shown[i].free ? "var(--card)" : `var(--part-${i % 6 + 1})`;
  const pieces = shown.map(({value}, i) => {
    const width = 1000 * value / whole;
    const piece = element("rect", {x, y: 0, width, height: 28, fill: colour(i), stroke: "var(--paper)"});
    x += width;
    return piece;
  });
  const legend = shown.map(({name, text}, i) => {
    const swatch = element("i", {});
    swatch.style.background = colour(i);
    if (shown[i].free) swatch.style.border = "1px solid var(--faint)";
    return element("li", {}, swatch, `${name} ${text}`);
  });
  return element("div", {},
    element("h3", {}, label),
    element("svg", {viewBox: "0 0 1000 28", preserveAspectRatio: "none", "aria-hidden": "true", style: "height:1.75rem"}, ...pieces,
      limit === null ? null : element("rect", {x: 1000 * limit / whole - 3, y: 0, width: 6, height: 28, fill: "var(--ink)", stroke: "var(--paper)"})),
    element("ul", {class: "legend"}, ...legend));
}

/** Lets the keyboard reach what scrolls, and pass by what doesn't. */
function reachWhatScrolls() {
  for (const box of document.querySelectorAll(".scroll, pre")) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
}
