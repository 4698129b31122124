"use strict";
// What each section shows of the document, and of the fit that is chosen.

function toneOf(verdict) { return {fits: "good", tight: "warn", streams: "warn", does_not_fit: "bad"}[verdict]; }

function placeName(placement) {
  return {cpu: "in RAM", gpu: "in VRAM", hybrid: "hybrid: experts in RAM, the rest in VRAM", stream: "experts from disk"}[placement];
}

function number(name, text, note, tone = null, value = null) {
  return element("div", {}, element("div", {class: "name"}, name),
    element("div", {class: `number ${tone ?? ""}`, id: `number-${name.replaceAll(" ", "-").toLowerCase()}`, "data-value": value}, text),
    element("div", {class: "faint"}, note));
}

/** What would make a fit that doesn't run, run. */
function offerOf({counteroffer}) {
  if (!counteroffer?.installed_memory_bytes) return null;
  const speed = counteroffer.decode_with_memory_tokens_per_second;
  return number("fits with", gib(counteroffer.installed_memory_bytes),
    known(speed) ? `of RAM, then ${digits(speed.likely)} tokens/s (${range(speed)})` : "of RAM");
}

function showAnswer(fit) {
  const {memory} = fit;
  const speed = fit.decode_tokens_per_second, first = fit.time_to_first_token_seconds;
  const runs = fit.verdict !== "does_not_fit";
  const numbers = [
    number("verdict", inWords(fit.verdict), runs ? placeName(fit.placement) : "", toneOf(fit.verdict), fit.verdict),
    !runs ? null : number("decode", known(speed) ? `${digits(speed.likely)} tokens/s` : "unknown",
      known(speed) ? `90 % between ${digits(speed.low)} and ${digits(speed.high)}` : fit.no_speed_reason ?? "", null, speed?.likely),
    number("memory", gib(memory.total_bytes), `of ${gib(memory.budget_bytes)} that may be used`, null, memory.total_bytes),
  ];
  if (known(first)) numbers.push(number("first token", `${digits(first.likely)} s`,
    `prompt of ${grouped(fit.prompt_tokens)} tokens, ${range(first)} s`, null, first.likely));
  if (known(fit.prefill_tokens_per_second)) numbers.push(number("prefill", `${digits(fit.prefill_tokens_per_second.likely)} tokens/s`,
    `90 % between ${range(fit.prefill_tokens_per_second).replace("to", "and")}`, null, fit.prefill_tokens_per_second.likely));
  if (fit.bottleneck) numbers.push(number("limited by", "", fit.bottleneck));
  numbers.push(offerOf(fit));
  put("answer", ...numbers);
  put("chosen", `${fit.quant_name} with ${grouped(fit.context_tokens)} tokens of context: ${inWords(fit.verdict)}${
    runs && known(speed) ? `, ${digits(speed.likely)} tokens/s (90 % between ${range(speed).replace("to", "and")})` : ""}.`);
}

function showMemory(fit) {
  const {memory} = fit;
  const parts = [["weights", memory.weights_bytes], ["KV cache", memory.kv_bytes], ["buffers", memory.compute_bytes],
    ["left to the system", memory.os_bytes]].map(([name, value]) => ({name, value, text: gib(value)}));
  const spare = memory.budget_bytes - memory.total_bytes;
  if (spare > 0) parts.push({name: "free", value: spare, text: gib(spare), free: true});
  const whole = Math.max(memory.total_bytes, memory.budget_bytes);
  const missing = spare < 0 ? element("p", {class: "bad"}, `${gib(-spare)} too much: ${gib(memory.total_bytes)} are needed and ${gib(memory.budget_bytes)}, up to the mark, may be used.`) : null;
  const devices = memory.devices.length < 2 ? null : table("By device", ["device", {text: "needs", right: true}, {text: "may be used", right: true}],
    memory.devices.map((device) => ({cells: [device.device === "host" ? "RAM" : device.device.toUpperCase(), {text: gib(device.need_bytes), right: true}, {text: gib(device.budget_bytes), right: true}]})));
  const command = fit.command ? element("pre", {role: "group", "aria-label": "Command that runs it so"}, fit.command) : null;
  put("memory", stacked("Memory", parts, whole, spare < 0 ? memory.budget_bytes : null), missing, devices, command && element("h3", {}, "Run it so"), command);
}

function speedRow(name, fit, chosen) {
  return {name, speed: fit.decode_tokens_per_second, tone: toneOf(fit.verdict), note: inWords(fit.verdict), chosen};
}

function showSpeeds(fits, chosen) {
  const likeIt = (key) => fits.filter((fit) => fit[key] === chosen[key]);
  put("by-quant", speeds(`Tokens/s by recipe, ${grouped(chosen.context_tokens)} tokens of context`, "recipe",
    likeIt("context_tokens").map((fit) => speedRow(fit.quant_name, fit, fit === chosen))));
  put("by-context", speeds(`Tokens/s by context, ${chosen.quant_name}`, "context",
    likeIt("quant").sort((a, b) => a.context_tokens - b.context_tokens).map((fit) => speedRow(grouped(fit.context_tokens), fit, fit === chosen))));
}

function wayName(way) {
  return [placeName(way.placement), way.numa ? inWords(way.numa) : "",
    way.gpus_together > 1 ? `${way.gpus_together} GPUs share each layer` : ""].filter(Boolean).join(", ");
}

function showWays(fit) {
  document.getElementById("ways-section").hidden = fit.ways.length < 2;
  put("ways", speeds(`${fit.quant_name}, ${grouped(fit.context_tokens)} tokens of context: every way that was considered`, "way",
    fit.ways.map((way, i) => ({name: wayName(way), speed: way.decode_tokens_per_second, tone: toneOf(way.verdict), note: inWords(way.verdict), chosen: i === 0}))));
}

function formulaOf(term) {
  const factors = term.factors.filter((factor) => factor.low !== 1 || factor.high !== 1);
  return amountIn(term.unit, term.amount) + factors.map((factor) => `${factor.operation === "times" ? " × " : " / "}${amountIn(factor.unit, factor.likely)}`).join("");
}

function showEquation(fit) {
  if (fit.terms.length === 0) return put("equation", element("p", {class: "faint"}, fit.no_speed_reason || "It doesn't run, so no token takes time.")), put("basis");
  const sum = fit.terms.reduce((seconds, term) => seconds + term.seconds, 0);
  const parts = fit.terms.map((term) => ({name: term.what, value: term.seconds, text: `${(term.seconds * 1e3).toFixed(2)} ms`}));
  const rows = fit.terms.map((term) => ({cells: [term.what, formulaOf(term), {text: `${(term.seconds * 1e3).toFixed(2)} ms`, right: true}]}));
  rows.push({chosen: true, cells: ["together", `1 / ${(sum * 1e3).toFixed(2)} ms = ${digits(fit.tokens_per_pass / sum)} tokens/s`, {text: `${(sum * 1e3).toFixed(2)} ms`, right: true}]});
  put("equation", stacked("Where the time of a token goes", parts, sum),
    table(`A token of ${fit.quant_name} behind ${grouped(fit.context_tokens)} others`, ["it waits for", "calculated as", {text: "takes", right: true}], rows));
  put("basis", table(`What the numbers rest on; what widens the interval most is the ${fit.widest_assumption}`, ["number", "basis", {text: "likely", right: true}, {text: "90 %", right: true}, "source"],
    fit.assumptions.map((a) => ({cells: [a.name, {text: a.basis, tone: a.basis === "assumed" ? "warn" : "good"}, {text: amountIn(a.unit, a.likely), right: true},
      {text: a.low === a.high ? "" : `${amountIn(a.unit, a.low)} to ${amountIn(a.unit, a.high)}`, right: true}, a.source]}))));
}

/** What a measured rate is, and where it may lie a little later. */
function spreadOf({median, relative_spread: spread}) {
  return {low: median * Math.max(1 - spread, 0), likely: median, high: median * (1 + spread)};
}

function showBandwidth(report) {
  const theory = report.machine.memory.theoretical_bandwidth_bytes_per_second?.value ?? null;
  const isMeasured = report.measurement_context?.duration_seconds > 0;
  const rows = (isMeasured ? report.measurements : []).filter((row) => row.unit === "B/s" && row.status === "ok" && Object.keys(row.at).length === 0);
  if (rows.length === 0) return put("bandwidth", element("p", {class: "faint"}, theory
    ? `Nothing was measured; in theory its memory carries ${gbPerSecond(theory)}.` : "Nothing was measured."));
  const isMemory = (row) => row.device === "memory";
  const most = Math.max(theory ?? 0, ...rows.map((row) => spreadOf(row).high));
  put("bandwidth", table(theory ? `Bandwidth, measured; the mark is what the memory carries in theory, ${gbPerSecond(theory)}` : "Bandwidth, measured",
    ["row", kBarTitle, {text: "GB/s", right: true}, {text: "spread", right: true}, {text: "grade", right: true},
      ...(theory ? [{text: "of theory", right: true}] : [])],
    rows.map((row) => ({cells: [inWords(row.id).replaceAll(".", " "), {bar: bar(spreadOf(row), most, isMemory(row) ? theory : null)},
      {text: (row.median / 1e9).toFixed(1), right: true}, {text: `± ${(row.relative_spread * 100).toFixed(1)} %`, right: true},
      {text: row.quality.grade === "F" ? "F: not to be trusted" : row.quality.grade, right: true, tone: row.quality.grade === "F" ? "bad" : ""},
      ...(theory ? [{text: isMemory(row) ? `${(100 * row.median / theory).toFixed(0)} %` : "", right: true}] : [])]}))));
}

/** What a purchase costs and the speed that a thousand of it buys, where prices are known. */
function costCells({cost}, more) {
  if (!cost) return ["", ""];
  if (cost.amount === null) return [{text: "unknown", tone: "warn", right: true}, `no price of ${cost.unpriced}`];
  return [{text: grouped(Math.round(cost.amount)), right: true}, {text: more > 0 && cost.amount > 0 ? digits(more / cost.amount * 1e3) : "", right: true}];
}

function showPlan(plan) {
  if (!plan) return put("plan", element("p", {class: "faint"}, "Not planned: the profiles don't know this machine's CPU, or its memory isn't known."));
  const now = plan.decode_tokens_per_second;
  const titles = (what) => plan.currency ? [{text: plan.currency, right: true}, {text: `${what} per 1,000`, right: true}] : [];
  const costs = (row, before) => plan.currency ? costCells(row, (row.decode_tokens_per_second?.likely ?? 0) - before) : [];
  const change = (row) => ({name: row.what, speed: row.decode_tokens_per_second, tone: toneOf(row.verdict), more: costs(row, now?.likely ?? 0),
    chosen: row.flips, note: [inWords(row.verdict), row.flips ? "makes it run" : "", row.times ? `× ${row.times.toFixed(2)}` : ""].filter(Boolean).join(", ")});
  const fill = (row) => ({name: `${row.modules} × ${gib(row.bytes_each)} at ${(row.transfers_per_second / 1e6).toFixed(0)} MT/s`, speed: row.decode_tokens_per_second,
    tone: toneOf(row.verdict), more: costs(row, 0),
    note: `${inWords(row.verdict)}, ${row.channels_filled} of ${row.channels} channels, ${gib(row.total_bytes)}`});
  put("plan", element("p", {}, plan.sentence),
    plan.changes.length ? speeds("One change at a time, by theoretical bandwidth", "change", [{name: "as it is", speed: now, note: ""}, ...plan.changes.map(change)],
      titles("tokens/s more")) : null,
    plan.populations.length ? speeds(`Modules that would run it, the ${plan.currency ? "cheapest" : "smallest purchase"} first`, "modules", plan.populations.map(fill), titles("tokens/s")) : null);
}

