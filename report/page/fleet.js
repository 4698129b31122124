"use strict";
// Fills the page of a fleet: what stands out, how reads are spread in each group, and a list of all nodes that sorts.

const report = JSON.parse(document.getElementById("data").textContent);
const {fleet} = report;
const kFirstRows = 200, kBins = 40;

/** What the list is sorted by, which way, and how much of it is shown. */
const list = {column: 2, isDown: false, most: kFirstRows};

function rate(value) { return value === null ? "-" : gbPerSecond(value); }
function percent(share) { return share === null ? "-" : `${(100 * share).toFixed(1)} %`; }

/** A column of the list: its title, what it sorts by and what it shows. */
const kColumns = [
  {title: "node", of: (node) => node.node, text: (node) => node.node},
  {title: "reads", right: true, of: (node) => node.read_bytes_per_second, text: (node) => rate(node.read_bytes_per_second)},
  {title: "of its group's median", right: true, of: (node) => node.of_median, text: (node) => percent(node.of_median)},
  {title: "tokens/s", right: true, of: (node) => node.tokens_per_second, text: (node) => node.tokens_per_second === null ? "-" : digits(node.tokens_per_second)},
  {title: "stands out", of: (node) => node.stands_out ? 1 : 0, text: (node) => node.stands_out ? "yes" : ""},
  ...(fleet.groups.length > 1 ? [{title: "group", of: (node) => node.group, text: (node) => node.group}] : []),
];

function compare(a, b) { return typeof a === "string" ? a.localeCompare(b, "en", {numeric: true}) : a - b; }

function chosenNodes() {
  const name = document.getElementById("name").value.toLowerCase(), group = document.getElementById("group").value;
  const {of} = kColumns[list.column];
  const chosen = fleet.each.filter((node) => node.node.toLowerCase().includes(name) && (group === "" || node.group === group));
  // What isn't known comes last, whichever way.
  const known = chosen.filter((node) => of(node) !== null).sort((a, b) => (list.isDown ? -1 : 1) * compare(of(a), of(b)));
  return [...known, ...chosen.filter((node) => of(node) === null)];
}

function sortBy(column) {
  list.isDown = list.column === column ? !list.isDown : false;
  list.column = column;
  showNodes();
  document.querySelectorAll("#nodes thead button")[column].focus();
}

/** Makes each title of the list's table a button that sorts by it. */
function withButtons(box) {
  box.querySelectorAll("thead th").forEach((title, column) => {
    if (column === list.column) title.setAttribute("aria-sort", list.isDown ? "descending" : "ascending");
    const button = element("button", {type: "button"}, title.textContent);
    button.addEventListener("click", () => sortBy(column));
    title.replaceChildren(button);
  });
  return box;
}

function showNodes() {
  const nodes = chosenNodes(), shown = nodes.slice(0, list.most);
  const rows = shown.map((node) => ({cells: kColumns.map(({text, right}, column) =>
    column === 0 ? text(node) : {text: text(node), right, tone: node.stands_out && column < 5 ? "bad" : ""})}));
  put("nodes", withButtons(table("Nodes, sorted by the title that is pressed", kColumns.map(({title, right}) => ({text: title, right})), rows)));
  put("listed", `${grouped(shown.length)} of ${grouped(nodes.length)} listed`);
  document.getElementById("more").hidden = shown.length === nodes.length;
  reachWhatScrolls();
}

/** How many nodes read at which rate; those that stand out in another colour, and a line at the median. */
function histogram(nodes, median) {
  const reads = nodes.map((node) => node.read_bytes_per_second);
  const least = reads.reduce((a, b) => Math.min(a, b)), most = reads.reduce((a, b) => Math.max(a, b));
  const width = 800, height = 90, binOf = (read) => most === least ? 0 : Math.min(Math.floor((read - least) / (most - least) * kBins), kBins - 1);
  const bins = Array.from({length: kBins}, () => ({usual: 0, out: 0}));
  for (const node of nodes) ++bins[binOf(node.read_bytes_per_second)][node.stands_out ? "out" : "usual"];
  const tallest = bins.reduce((tall, {usual, out}) => Math.max(tall, usual + out), 1);
  const step = width / kBins, tall = (count) => count > 0 ? Math.max(count / tallest * height, 2) : 0;
  const bars = bins.flatMap(({usual, out}, i) => [
    element("rect", {x: i * step, y: height - tall(usual), width: step - 2, height: tall(usual), fill: "var(--bar)"}),
    element("rect", {x: i * step, y: height - tall(usual) - tall(out), width: step - 2, height: tall(out), fill: "var(--bad)"})]);
  const middle = median === null || most === least ? [] : [element("line", {x1: (median - least) / (most - least) * width, x2: (median - least) / (most - least) * width,
    y1: 0, y2: height, stroke: "var(--ink)", "stroke-dasharray": "4 3"})];
  return element("div", {}, element("svg", {viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", style: "height:6rem", role: "img",
    "aria-label": `${nodes.length} nodes read between ${rate(least)} and ${rate(most)}`}, ...bars, ...middle),
    element("div", {class: "ends"}, element("span", {}, rate(least)), most === least ? null : element("span", {}, rate(most))));
}

function showSpread() {
  const groups = fleet.groups.map((group) => {
    const nodes = fleet.each.filter((node) => node.group === group.what && node.read_bytes_per_second !== null);
    const median = group.median_read_bytes_per_second;
    const words = `${grouped(group.nodes)} ${group.nodes === 1 ? "node" : "nodes"}, ${grouped(nodes.length)} measured${median === null ? "" : `, median ${rate(median)} (the line)`}`;
    return element("div", {}, element("h3", {}, group.what), element("p", {class: "faint"}, words), nodes.length ? histogram(nodes, median) : null);
  });
  put("spread", ...groups);
}

function showOutliers() {
  if (fleet.outliers.length === 0) return put("outliers", element("p", {class: "good"}, "No node stands out."));
  const causes = (outlier) => outlier.causes.length ? element("ul", {}, ...outlier.causes.map((cause) => element("li", {}, cause))) :
    "nothing that was read of it differs: measure it again, then look at cooling and BIOS";
  put("outliers", table("The slowest of its group first", ["node", {text: "reads", right: true}, {text: "of its group's median", right: true}, "what differs"],
    fleet.outliers.map((outlier) => ({cells: [outlier.node, {text: rate(outlier.read_bytes_per_second), right: true},
      {text: percent(outlier.of_median), right: true}, {text: causes(outlier)}]}))));
}

function showTogether() {
  document.getElementById("together-section").hidden = fleet.together.length === 0;
  if (fleet.together.length === 0) return;
  put("together", speeds("Decode of one sequence", "group", fleet.together.map((fit) => ({name: `${fit.nodes} of ${fit.group}, ${fit.sharing}`,
    speed: fit.decode_tokens_per_second, note: inWords(fit.verdict), more: [{text: percent(fit.share_of_interconnect), right: true}]})), [{text: "on the interconnect", right: true}]));
}

function showProblems() {
  document.getElementById("problems-section").hidden = fleet.problems.length === 0;
  put("problems", table("Left out", ["file", {text: "line", right: true}, "why"],
    fleet.problems.map((problem) => ({cells: [problem.file, {text: String(problem.line), right: true}, problem.what]}))));
}

function start() {
  const {length} = fleet.outliers, nodes = `${grouped(fleet.nodes)} ${fleet.nodes === 1 ? "node" : "nodes"}`;
  put("sentence", length === 0 ? `None of ${nodes} stands out` : `${grouped(length)} of ${nodes} ${length === 1 ? "stands" : "stand"} out`);
  put("about", `Rates are of ${fleet.asked} · ${report.generated_at} · probe-llm ${report.tool.version}`);
  put("group", element("option", {value: ""}, "all"), ...fleet.groups.map(({what}) => element("option", {value: what}, what)));
  showOutliers();
  showSpread();
  showTogether();
  showProblems();
  document.getElementById("choice").addEventListener("input", showNodes);
  document.getElementById("choice").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("more").addEventListener("click", () => { list.most = Infinity; showNodes(); });
  window.addEventListener("resize", reachWhatScrolls);
  showNodes();
}

start();
