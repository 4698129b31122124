#include "bench/decode/experts.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "bench/memory/fill.h"

namespace probellm::bench {

core::Result<Matrix> place_matrix(WeightPlaces& places, const WeightType& type, std::string_view set,
                                  std::size_t rows, std::size_t columns) {
  const auto kernel = find_kernel(type, set);
  if (!kernel) return kernel.error();
  const auto unsupported = [](const std::string& what) {
    return core::Error{core::ErrorKind::Unsupported, what};
  };
  if (columns == 0 || rows == 0 || columns % std::max<std::size_t>(type.elements, 32) != 0)
    return unsupported("rows of " + std::to_string(columns) + " weights aren't whole blocks of this type");
  const bool repacked = is_repacked(type, set);
  if (repacked && rows % kRowsOfEight != 0)
    return unsupported(std::to_string(rows) + " rows aren't whole eights, as the engine interleaves them");
  const std::size_t bytes = bytes_of(type, rows * columns);
  if (bytes > places.memory.size())
    return unsupported("one matrix is larger than the memory that may be used");
  return Matrix{&type, kernel->multiply, next_place(places, bytes), rows, columns, repacked};
}

core::Result<Experts> place_experts(WeightPlaces& places, const core::Model& model, const WeightType& type,
                                    std::string_view set, std::size_t count) {
  const auto hidden = static_cast<std::size_t>(model.hidden),
             ffn = static_cast<std::size_t>(model.expert_ffn);
  Experts experts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto gate = place_matrix(places, type, set, ffn, hidden);
    const auto up = place_matrix(places, type, set, ffn, hidden);
    const auto down = place_matrix(places, type, set, hidden, ffn);
    for (const auto* matrix : {&gate, &up, &down})
      if (!*matrix) return matrix->error();
    experts.gate.push_back(*gate);
    experts.up.push_back(*up);
    experts.down.push_back(*down);
  }
  return experts;
}

void draw(InputBuffer& buffer, std::uint64_t seed) {
  for (std::size_t i = 0; i < buffer.size(); ++i)
    buffer.floats()[i] = static_cast<float>(2 * std::bit_cast<double>(generated_word(seed, i)) - 3);
}

ExpertBuffers expert_buffers(const core::Model& model, std::size_t count) {
  const auto hidden = static_cast<std::size_t>(model.hidden),
             ffn = static_cast<std::size_t>(model.expert_ffn);
  ExpertBuffers buffers{InputBuffer(hidden), std::vector<InputBuffer>(count, InputBuffer(ffn)),
                        std::vector(count, std::vector<float>(ffn)),
                        std::vector(count, std::vector<float>(ffn)),
                        std::vector(count, std::vector<float>(hidden))};
  draw(buffers.hidden, 1);
  return buffers;
}

void run_experts(const Worker& worker, const Experts& experts, ExpertBuffers& buffers) {
  const std::size_t count = experts.gate.size();
  const WeightType& type = *experts.gate.front().type;
  for (const auto& [matrices, out] :
       {std::pair(&experts.gate, &buffers.gate), std::pair(&experts.up, &buffers.up)}) {
    quantise(worker, type, buffers.hidden);
    wait_before_products(worker);
    for (std::size_t i = 0; i < count; ++i)
      multiply_share(worker, (*matrices)[i], buffers.hidden.inputs(), (*out)[i].data(), i);
    worker.barrier.wait();
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Share share = share_of(worker, buffers.middle[i].size(), 8);
    worker.vectors.swiglu(buffers.gate[i].data() + share.begin, buffers.up[i].data() + share.begin,
                          share.end - share.begin, buffers.middle[i].floats() + share.begin);
  }
  worker.barrier.wait();
  for (InputBuffer& middle : buffers.middle) quantise(worker, type, middle);
  wait_before_products(worker);
  for (std::size_t i = 0; i < count; ++i)
    multiply_share(worker, experts.down[i], buffers.middle[i].inputs(), buffers.out[i].data(), i);
  worker.barrier.wait();
}

bool experts_are_right(const Experts& experts, ExpertBuffers& buffers) {
  for (std::size_t i = 0; i < experts.gate.size(); ++i) {
    const Matrix &gate = experts.gate[i], &up = experts.up[i], &down = experts.down[i];
    if (!is_right(gate, gate.rows - 1, buffers.hidden.inputs(), buffers.gate[i].data()) ||
        !is_right(up, up.rows / 2, buffers.hidden.inputs(), buffers.up[i].data()) ||
        !is_right(down, down.rows / 3, buffers.middle[i].inputs(), buffers.out[i].data()))
      return false;
  }
  return true;
}

std::size_t bytes_of(const Experts& experts) {
  std::size_t bytes = 0;
  for (const auto* matrices : {&experts.gate, &experts.up, &experts.down})
    for (const Matrix& matrix : *matrices) bytes += bytes_of(matrix);
  return bytes;
}

}  // namespace probellm::bench
