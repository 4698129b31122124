#include <gtest/gtest.h>

#include "report/doctor_md.h"

namespace probellm::tests {
namespace {

using namespace core;

Document document_of(const Machine& machine) {
  Document document;
  document.version = "0.1.0";
  document.machine = machine;
  return document;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Doctor, SaysWhatMakesAFactKnown) {
  Machine machine;
  machine.memory.slots = Fact<int>::absent("needs root", "run: sudo probe-llm probe");
  EXPECT_TRUE(has(report::doctor_md(document_of(machine)),
                  "| `memory.slots` | needs root | run `sudo probe-llm probe` |\n"));
}

TEST(Doctor, SaysAReasonOnceForAllThatItHides) {
  Machine machine;
  machine.memory.total = machine.memory.available = Fact<Bytes>::absent("/proc is hidden");
  EXPECT_TRUE(has(report::doctor_md(document_of(machine)),
                  "| `memory.total_bytes`, `memory.available_bytes` | /proc is hidden |\n"));
}

TEST(Doctor, SpeaksOfFactsInLists) {
  Machine machine;
  machine.gpus = Fact<std::vector<Gpu>>::known({Gpu{}}, "a test");
  EXPECT_TRUE(has(report::doctor_md(document_of(machine)), "`gpus[0].vram_total_bytes`"));
}

TEST(Doctor, ListsNotes) {
  Machine machine;
  machine.notes = {"The governor is slow."};
  EXPECT_TRUE(has(report::doctor_md(document_of(machine)), "\n- The governor is slow.\n"));
}

TEST(Doctor, KeepsItsTablesWhole) {
  Machine machine;
  machine.memory.total = Fact<Bytes>::absent("a|b\nc");
  EXPECT_TRUE(has(report::doctor_md(document_of(machine)), "| a\\|b c |"));
}

}  // namespace
}  // namespace probellm::tests
