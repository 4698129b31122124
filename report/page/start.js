"use strict";
// Fills the page, and again whenever something else is chosen.

const report = JSON.parse(document.getElementById("data").textContent);
const fits = report.fits ?? [];
const best = fits[report.best?.index] ?? fits[0];

function options(id, entries, chosen) {
  put(id, ...entries.map(([value, text]) => {
    const option = element("option", {value}, text);
    option.selected = value === chosen;
    return option;
  }));
}

function show() {
  const quant = document.getElementById("quant").value, context = Number(document.getElementById("context").value);
  const fit = fits.find((each) => each.quant === quant && each.context_tokens === context);
  if (!fit) return put("answer", element("p", {}, "Not asked: this recipe at this context."));
  showAnswer(fit);
  showMemory(fit);
  showSpeeds(fits, fit);
  showWays(fit);
  showEquation(fit);
  reachWhatScrolls();
}

function start() {
  const {machine} = report;
  put("sentence", report.best?.sentence ?? "No answer");
  put("about", [machine.host.name, machine.cpu.model, report.generated_at, machine.live ? "measured there" : "described, not measured there",
    `probe-llm ${report.tool.version}`].filter(Boolean).join(" · "));
  put("map", memoryMap(machine.memory));
  showBandwidth(report);
  showPlan(report.plan);
  if (!best) return;
  options("quant", [...new Map(fits.map((fit) => [fit.quant, fit.quant_name]))], best.quant);
  const contexts = [...new Set(fits.map((fit) => fit.context_tokens))].sort((a, b) => a - b);
  options("context", contexts.map((tokens) => [String(tokens), grouped(tokens)]), String(best.context_tokens));
  document.getElementById("choice").addEventListener("change", show);
  window.addEventListener("resize", reachWhatScrolls);
  show();
}

start();
