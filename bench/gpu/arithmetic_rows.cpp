#include "bench/gpu/arithmetic_rows.h"

#include <cmath>
#include <string>
#include <utility>

#include "bench/gpu/formats.h"

namespace probellm::bench {
namespace {

using core::Measurement;
using core::Result;
using core::Seconds;

/// Experts of Kimi K2.6, whose gate and up matrices a token multiplies with together: 8 of them.
constexpr int kRows = 2048;
constexpr int kColumns = 7168;
constexpr int kMatricesOfAToken = 16;
/// Enough that beginning and end of a launch are nothing beside it.
constexpr int kMatricesOfLongLaunch = 128;
constexpr int kLaunches = 24;

Result<Seconds> product_time(DeviceRun& run, const FormatLayout& layout, const gpu::Products& products,
                             bool checks) {
  const auto ran = run.device.arithmetic()->multiply(products);
  if (ran && checks && !are_right(layout, products, ran->results))
    return wrong_answer("the device computed other products than was asked");
  return time_of(ran);
}

Measurement vector_row(DeviceRun& run, const FormatLayout& layout, int matrices_per_launch) {
  Measurement row = row_of(run, std::string("vram.gemv.") + layout.name);
  row.at["matrices"] = matrices_per_launch;
  const core::Bytes size = matrix_size(layout, kRows, kColumns);
  if (run.sizes.first < size * 4)
    return without_number(std::move(row), core::Status::Skipped, "too little memory for experts");
  const int launches = matrices_per_launch == kMatricesOfAToken ? kLaunches : 3;
  const auto number = static_cast<std::size_t>(launches * matrices_per_launch);
  gpu::Products products{layout.format, kRows, kColumns, {}, matrices_per_launch};
  products.matrices = random_matrices(layout, products, run.sizes.first, number);
  const double bytes = static_cast<double>(size.value) * static_cast<double>(number);
  std::vector<Way> ways;
  std::vector<gpu::Products> shapes;
  for (const int rows : {1, 2, 4})
    for (const int group : {128, 256}) {
      gpu::Products shape = products;
      shape.rows_per_warp = rows;
      shape.group = group;
      shapes.push_back(shape);
      ways.push_back({std::to_string(rows) + " rows a warp, groups of " + std::to_string(group),
                      [&run, &layout, shape] { return product_time(run, layout, shape, false); }});
    }
  const std::size_t best = fastest(run, row, bytes, ways);
  const auto checked = product_time(run, layout, shapes[best % shapes.size()], true);
  if (!checked) return without_number(std::move(row), core::Status::Failed, checked.error().what);
  return sampled(run, std::move(row), bytes, ways[best % ways.size()].once);
}

struct TypeOfProduct {
  gpu::MatrixType type;
  const char* name;
};
constexpr TypeOfProduct kTypes[] = {
    {gpu::MatrixType::Bf16, "bf16"}, {gpu::MatrixType::Int8, "int8"}, {gpu::MatrixType::Fp8, "fp8"}};

/// As large as both inputs fit, and long enough for the fastest.
int product_size(const ArraySizes& sizes) {
  for (const int size : {8192, 4096, 2048})
    if (std::int64_t{size} * size * 2 <= sizes.each.value) return size;
  return 1024;
}

Measurement matrix_row(DeviceRun& run, const TypeOfProduct& type) {
  Measurement row = row_of(run, std::string("gpu.matmul.") + type.name);
  row.unit = core::Unit::FlopRate;
  const gpu::MatrixProduct product{type.type, product_size(run.sizes)};
  const double operations = 2 * std::pow(static_cast<double>(product.size), 3);
  const auto ran = run.device.arithmetic()->multiply(product);
  if (ran && !are_right(product, ran->elements))
    return without_number(std::move(row), core::Status::Failed,
                          "the device computed another product than was asked");
  if (ran) row.variant = ran->computed_by + ", " + std::to_string(product.size) + " rows and columns";
  return sampled(run, std::move(row), operations,
                 [&] { return time_of(run.device.arithmetic()->multiply(product)); });
}

struct WayToLaunch {
  gpu::Launching launching;
  const char* id;
  const char* words;
};
constexpr WayToLaunch kWays[] = {{gpu::Launching::InTurn, "gpu.launch", "one behind the other"},
                                 {gpu::Launching::InGraph, "gpu.launch.graph", "in a graph"},
                                 {gpu::Launching::Waiting, "gpu.launch.wait", "each waited for"}};

Measurement launch_row(DeviceRun& run, const WayToLaunch& way) {
  Measurement row = row_of(run, way.id);
  row.unit = core::Unit::Time;
  row.variant = way.words;
  static_cast<void>(run.device.arithmetic()->launch(way.launching));
  return sampled(run, std::move(row), 1, [&] { return run.device.arithmetic()->launch(way.launching); });
}

}  // namespace

std::vector<RowOf> arithmetic_rows(const DeviceRun& run) {
  std::vector<RowOf> rows;
  if (run.device.arithmetic() == nullptr) return rows;
  for (const TypeOfProduct& type : kTypes)
    if (run.session.plan.depth != Depth::Quick || type.type == gpu::MatrixType::Bf16)
      rows.emplace_back([type](DeviceRun& r) { return matrix_row(r, type); });
  if (run.session.plan.depth == Depth::Quick) return rows;
  for (const FormatLayout& layout : format_layouts())
    for (const int matrices : {kMatricesOfAToken, kMatricesOfLongLaunch})
      rows.emplace_back([&layout, matrices](DeviceRun& r) { return vector_row(r, layout, matrices); });
  for (const WayToLaunch& way : kWays) rows.emplace_back([way](DeviceRun& r) { return launch_row(r, way); });
  return rows;
}

}  // namespace probellm::bench
