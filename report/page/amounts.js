"use strict";
// Amounts in words, as the program writes them elsewhere.

/** Three significant digits: "12.3", "0.047". */
function digits(value) {
  if (value <= 0) return "0";
  return value.toFixed(Math.min(Math.max(2 - Math.floor(Math.log10(value)), 0), 4));
}

function gib(bytes) {
  const GiB = 2 ** 30;
  return bytes < GiB ? `${(bytes / 2 ** 20).toFixed(0)} MiB` : `${(bytes / GiB).toFixed(1)} GiB`;
}

function gbPerSecond(rate) { return `${(rate / 1e9).toFixed(1)} GB/s`; }

function grouped(count) { return count.toLocaleString("en-US"); }

function inWords(name) { return name.replaceAll("_", " "); }

/** A value in an assumption's or a term's unit. */
function amountIn(unit, value) {
  if (unit === "B") return value < 1e8 ? `${digits(value / 2 ** 20)} MiB` : `${digits(value / 1e9)} GB`;
  if (unit === "B/s") return gbPerSecond(value);
  if (unit === "flop/s") return `${digits(value / 1e12)} Tflop/s`;
  if (unit === "flop") return `${digits(value / 1e9)} Gflop`;
  if (unit === "") return digits(value);
  if (unit !== "s") return `${value.toFixed(0)} ${unit}`;
  if (value < 1e-6) return `${digits(value * 1e9)} ns`;
  return value < 1e-3 ? `${digits(value * 1e6)} µs` : value < 1 ? `${digits(value * 1e3)} ms` : `${digits(value)} s`;
}

/** A speed that may be unknown, as "6.58" and "4.09 to 10.5". */
function known(interval) { return interval && interval.likely !== null; }
function likely(interval) { return known(interval) ? digits(interval.likely) : "-"; }
function range(interval) { return known(interval) ? `${digits(interval.low)} to ${digits(interval.high)}` : ""; }
