#include "estimator/question.h"

#include <cmath>

namespace probellm::estimator {

double tokens_gained(const Choice& choice) {
  double gained = 0;
  for (std::int64_t i = 0; i <= choice.drafted; ++i)
    gained += std::pow(choice.acceptance, static_cast<double>(i));
  return gained * static_cast<double>(choice.sequences);
}

}  // namespace probellm::estimator
