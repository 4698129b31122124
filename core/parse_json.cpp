#include "core/parse_json.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace probellm::core {
namespace {

/// A tree that is built, copied and destroyed by recursion must not be deeper; members are looked for one
/// after another.
constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostMembers = 10000;

/// Builds the value from what the parser meets.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(std::initializer_list<std::string_view> left_out) : left_out_(left_out) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }
  bool key(string_t& name) override {
    if (inside_left_out_ > 0) return true;
    is_left_out_ = std::find(left_out_.begin(), left_out_.end(), name) != left_out_.end();
    key_ = std::move(name);
    if (open_.back()->size() < kMostMembers) return true;
    problem = "an object of more than 10000 members";
    return false;
  }

  Json root;
  std::string problem = "not valid JSON";

 private:
  /// Whether what comes now belongs to a member that is left out.
  bool takes_away() { return inside_left_out_ > 0 || std::exchange(is_left_out_, false); }

  Json& place(Json&& item) {
    if (open_.empty()) return root = std::move(item);
    Json& parent = *open_.back();
    if (!parent.is_array()) return parent[key_] = std::move(item);
    parent.push_back(std::move(item));
    return parent.back();
  }

  bool put(Json&& item) {
    if (!takes_away()) place(std::move(item));
    return true;
  }

  bool open(Json&& empty) {
    if (open_.size() + inside_left_out_ >= kDeepest) {
      problem = "nested deeper than 64 levels";
      return false;
    }
    if (takes_away())
      ++inside_left_out_;
    else
      open_.push_back(&place(std::move(empty)));
    return true;
  }

  bool close() {
    if (inside_left_out_ > 0)
      --inside_left_out_;
    else
      open_.pop_back();
    return true;
  }

  std::vector<std::string_view> left_out_;
  std::vector<Json*> open_;
  std::string key_;
  bool is_left_out_ = false;
  std::size_t inside_left_out_ = 0;
};

}  // namespace

Result<Json> parse_json(std::string_view text, std::initializer_list<std::string_view> left_out) {
  Builder builder(left_out);
  if (!Json::sax_parse(text, &builder)) return Error{ErrorKind::Malformed, builder.problem};
  return std::move(builder.root);
}

}  // namespace probellm::core
