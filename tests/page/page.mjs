// Opens the reports of several machines in Chromium and holds what they show against the program's own answers.
import {execFileSync} from "node:child_process";
import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {chromium} from "playwright-core";

const [binary, work, pictures] = process.argv.slice(2);
const fixtures = join(import.meta.dirname ?? ".", "..", "fixtures");
const kMachines = {
  quote: ["--machine", "2x EPYC 9355, 24x32GB DDR5-6400, RTX 5090, NVMe 4TB 7GB/s"],
  emptyChannel: ["--root", join(fixtures, "server-2s-24ch-one-empty")],
  eightGpus: ["--root", join(fixtures, "eight-h100")],
  unified: ["--root", join(fixtures, "strix-halo")],
  tooSmall: ["--machine", "Ryzen 9 9950X, 2x16GB DDR5-5600"],
};
const axe = readFileSync(join(import.meta.dirname ?? ".", "node_modules/axe-core/axe.min.js"), "utf8");
const problems = [];

const prices = join(work, "prices.toml");
writeFileSync(prices, 'currency = "EUR"\n[prices]\n"32GB DDR5-6400" = 310\n');

function program(...args) {
  return execFileSync(binary, [...args, "--exit-zero"], {encoding: "utf8", maxBuffer: 1 << 28});
}

/** What the page shows as numbers: raw values, by name. */
function shown(page) {
  return page.evaluate(() => Object.fromEntries([...document.querySelectorAll("#answer [data-value]")]
    .map((each) => [each.id.replace("number-", ""), each.dataset.value])));
}

async function holdsWhatFitSays(page, name, machine) {
  const contexts = await page.$$eval("#context option", (all) => all.map((each) => each.value));
  let choices = 0;
  for (const context of contexts) {
    const {fits} = JSON.parse(program("fit", "--json", "--context", context, ...machine));
    await page.selectOption("#context", context);
    for (const fit of fits) {
      await page.selectOption("#quant", fit.quant);
      const values = await shown(page);
      const speed = fit.decode_tokens_per_second.likely, first = fit.time_to_first_token_seconds.likely;
      const wrong = values.verdict !== fit.verdict || values.memory !== String(fit.memory.total_bytes) ||
        (speed !== null && values.decode !== String(speed)) || (first !== null && values["first-token"] !== String(first));
      const status = await page.textContent("#chosen");
      if (!status.startsWith(`${fit.quant_name} with ${Number(context).toLocaleString("en-US")} tokens of context: ${fit.verdict.replaceAll("_", " ")}`))
        problems.push(`${name}: ${fit.quant} at ${context} is told as: ${status}`);
      if (wrong) problems.push(`${name}: ${fit.quant} at ${context} shows ${JSON.stringify(values)}, fit says ${speed} tokens/s`);
      ++choices;
    }
  }
  return choices;
}

async function holdsForReaders(page, name) {
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => window.axe.run());
  for (const {id, impact, nodes} of violations)
    if (["serious", "critical"].includes(impact)) problems.push(`${name}: axe: ${id} (${impact}): ${nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
}

async function open(browser, name, colorScheme) {
  const file = join(work, `${name}.html`);
  const page = await browser.newPage({colorScheme, viewport: {width: 1100, height: 900}});
  page.on("console", (message) => problems.push(`${name}: console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`${name}: ${error.message}`));
  page.on("request", (request) => { if (request.url() !== `file://${file}`) problems.push(`${name}: loads ${request.url()}`); });
  await page.goto(`file://${file}`);
  return page;
}

/** What scrolls sideways is reached by keyboard, and what doesn't is passed by. */
async function holdsForKeyboards(page, name) {
  const wrong = await page.$$eval(".scroll, pre", (all) => all.filter((box) => (box.scrollWidth > box.clientWidth) !== (box.tabIndex === 0))
    .map((box) => box.getAttribute("aria-label")));
  if (wrong.length) problems.push(`${name}: reached by keyboard, or not, and should be otherwise: ${wrong.join(", ")}`);
}

async function holdsWhereNarrow(page, name) {
  await page.setViewportSize({width: 390, height: 800});
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) problems.push(`${name}: a page of 390 pixels is ${overflow} too wide`);
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await holdsForKeyboards(page, `${name}, narrow`);
  if (pictures) await page.screenshot({path: join(pictures, `${name}-narrow.png`), fullPage: true});
}

/** Writes the page of the recorded nodes six times over, so that the list is longer than what it shows at first. */
function writeFleet() {
  const recorded = join(fixtures, "fleet"), usual = readFileSync(join(recorded, "usual.json"), "utf8");
  const reads = readFileSync(join(recorded, "reads.csv"), "utf8").trim().split("\n").slice(1).map((line) => line.split(","));
  const lines = [1, 2, 3, 4, 5, 6].flatMap((time) => reads.map(([node, median, spread, grade]) => {
    const document = JSON.parse(usual);
    document.machine.host.name = `${node}-${time}`;
    Object.assign(document.measurements[0], {median: Number(median), relative_spread: Number(spread), quality: {grade, reasons: []}});
    return JSON.stringify(document);
  }));
  const file = join(work, "fleet.jsonl");
  writeFileSync(file, [...lines, readFileSync(join(recorded, "slow.json"), "utf8").trim(), "{"].join("\n"));
  program("fleet", file, "--html", join(work, "fleet.html"), "--interconnect", "12.5,5");
}

/** A fleet's page tells of its slow node, and its list sorts, filters and grows. */
async function holdsAList(page) {
  const names = () => page.$$eval("#nodes tbody th", (all) => all.map((each) => each.textContent));
  const expect = (is, what) => { if (!is) problems.push(`fleet: ${what}`); };
  expect((await page.textContent("#sentence")) === "1 of 301 nodes stands out", `the sentence is ${await page.textContent("#sentence")}`);
  expect((await page.textContent("#outliers")).includes("slow"), "the slow node isn't named");
  expect((await names())[0] === "slow", "the list doesn't begin with the slowest");
  expect((await names()).length === 200, "the list isn't cut at 200");
  await page.click("#more");
  expect((await names()).length === 301, "the list doesn't grow");
  await page.click("#nodes thead th:nth-child(2) button");
  await page.click("#nodes thead th:nth-child(2) button");
  const rates = await page.$$eval("#nodes tbody tr", (all) => all.map((row) => parseFloat(row.children[1].textContent)));
  expect(rates.every((rate, i) => i === 0 || rate <= rates[i - 1] || Number.isNaN(rate)), "the list doesn't sort by rate, the fastest first");
  await page.fill("#name", "SLOW");
  expect((await names()).join() === "slow", "the list doesn't filter");
  await page.fill("#name", "");
  expect((await page.textContent("#problems")).includes("302"), "the line that can't be read isn't named");
}

async function holdsPrices(page, name) {
  if (!(await page.textContent("#plan")).includes("7,440")) problems.push(`${name}: 24 modules of 310 aren't shown to cost 7,440`);
}

const browser = await chromium.launch({executablePath: "/usr/bin/chromium", args: ["--no-sandbox"]});
for (const [name, machine] of Object.entries(kMachines)) {
  program("report", "--html", join(work, `${name}.html`), "--prices", prices, ...machine);
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(browser, name, colorScheme);
    await holdsForKeyboards(page, name);
    if (name === "quote") await holdsPrices(page, name);
    await holdsForReaders(page, `${name}, ${colorScheme}`);
    if (pictures) await page.screenshot({path: join(pictures, `${name}-${colorScheme}.png`), fullPage: true});
    if (colorScheme === "light") {
      const choices = await holdsWhatFitSays(page, name, machine);
      console.log(`${name}: ${choices} choices show what fit says`);
      if (pictures) await page.pdf({path: join(pictures, `${name}.pdf`), format: "A4"});
      await holdsWhereNarrow(page, name);
    }
    await page.close();
  }
}
writeFleet();
for (const colorScheme of ["light", "dark"]) {
  const page = await open(browser, "fleet", colorScheme);
  await holdsForKeyboards(page, "fleet");
  await holdsForReaders(page, `fleet, ${colorScheme}`);
  if (pictures) await page.screenshot({path: join(pictures, `fleet-${colorScheme}.png`), fullPage: true});
  if (colorScheme === "light") {
    await holdsAList(page);
    await holdsWhereNarrow(page, "fleet");
  }
  await page.close();
}
await browser.close();
problems.forEach((problem) => console.error(problem));
process.exit(problems.length ? 1 : 0);
