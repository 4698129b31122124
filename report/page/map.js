"use strict";
// The memory modules in their slots: a column for each channel, a box for each slot.

const kBox = {width: 74, height: 44, gap: 6, top: 18};

/** One slot: its module, or empty. */
function slotBox(x, y, slot, dimm, isLost) {
  const transfers = dimm?.configured_transfers_per_second?.value;
  const lines = dimm ? [gib(dimm.size_bytes), transfers ? `${(transfers / 1e6).toFixed(0)} MT/s` : dimm.type] : ["empty"];
  return element("g", {},
    element("title", {}, `${slot}: ${lines.join(", ")}`),
    element("rect", {x, y, width: kBox.width, height: kBox.height, rx: 4, fill: dimm ? "var(--bar-faint)" : "none",
      stroke: isLost ? "var(--bad)" : dimm ? "var(--bar)" : "var(--line)", "stroke-dasharray": dimm ? null : "4 3",
      "stroke-width": isLost ? 2 : 1}),
    ...lines.map((line, i) => element("text", {x: x + kBox.width / 2, y: y + 18 + 14 * i, "text-anchor": "middle",
      class: dimm ? null : "faint"}, line)));
}

/** As much of a name as a column has room for. */
function shortened(name) { return name.length > 10 ? `${name.slice(0, 9)}…` : name; }

function channelColumn(channel, dimms, x) {
  const filled = channel.dimms.map((index) => ({slot: dimms[index]?.locator ?? "", dimm: dimms[index] ?? null}));
  const slots = [...filled, ...channel.empty_slots.map((slot) => ({slot, dimm: null}))];
  const isLost = channel.dimms.length === 0;
  return element("g", {},
    element("text", {x: x + kBox.width / 2, y: 12, "text-anchor": "middle", class: "faint"}, shortened(channel.name), element("title", {}, channel.name)),
    ...slots.map(({slot, dimm}, i) => slotBox(x, kBox.top + i * (kBox.height + 4), slot, dimm, isLost)));
}

function socketMap(socket, channels, dimms, ofSeveral) {
  const perRow = 12;
  const tallest = Math.max(...channels.map((channel) => channel.dimms.length + channel.empty_slots.length), 1);
  const rowHeight = kBox.top + tallest * (kBox.height + 4) + 6;
  const rows = Math.ceil(channels.length / perRow);
  const columns = channels.map((channel, i) => element("g", {transform: `translate(0 ${Math.floor(i / perRow) * rowHeight})`},
    channelColumn(channel, dimms, (i % perRow) * (kBox.width + kBox.gap))));
  const empty = channels.filter((channel) => channel.dimms.length === 0).map((channel) => channel.name);
  const words = `${channels.length - empty.length} of ${channels.length} channels have modules` +
    (empty.length ? `; empty: ${empty.join(", ")}` : "");
  const width = Math.min(channels.length, perRow) * (kBox.width + kBox.gap);
  const drawn = element("svg", {viewBox: `0 0 ${width} ${rows * rowHeight}`, role: "img", "aria-label": `${ofSeveral}${words}`}, ...columns);
  drawn.style.maxWidth = `${width}px`;
  drawn.style.minWidth = `${Math.min(width, 560)}px`;
  return element("div", {}, element("h3", {}, ofSeveral + words),
    element("div", {class: "scroll", tabindex: 0, role: "group", "aria-label": `${ofSeveral}memory map`}, drawn));
}

function memoryMap(memory) {
  const channels = memory.channels.each;
  if (channels.length === 0) return element("p", {class: "faint"}, `No memory map: which slots belong to which channel isn't known${
    memory.dimms?.reason ? ` (${memory.dimms.reason})` : ""}.`);
  const sockets = [...new Set(channels.map((channel) => channel.socket))];
  const dimms = memory.dimms.value ?? [];
  return element("div", {class: "sockets"}, ...sockets.map((socket) => socketMap(socket,
    channels.filter((channel) => channel.socket === socket), dimms, sockets.length > 1 ? `Socket ${socket}: ` : "")));
}
