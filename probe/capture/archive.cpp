#include "probe/capture/archive.h"

#include <libtar.h>
#include <sys/stat.h>
#include <zlib.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace probellm::probe {
namespace {

using Kind = TreeEntry::Kind;

mode_t mode_of(Kind kind) {
  switch (kind) {
    case Kind::Folder:
      return S_IFDIR | 0755;
    case Kind::File:
      return S_IFREG | 0644;
    case Kind::Link:
      return S_IFLNK | 0777;
  }
  return 0;
}

bool write(gzFile file, const void* bytes, std::size_t size) {
  return size == 0 || gzwrite(file, bytes, static_cast<unsigned>(size)) == static_cast<int>(size);
}

bool write_padded(gzFile file, const std::string& bytes) {
  const std::string padding((T_BLOCKSIZE - bytes.size() % T_BLOCKSIZE) % T_BLOCKSIZE, '\0');
  return write(file, bytes.data(), bytes.size()) && write(file, padding.data(), padding.size());
}

/// A path or a link's target for which the header that follows has no room: GNU tar's form.
bool write_long(gzFile file, char type, const char* text) {
  if (!text) return true;
  TAR tar{};
  char name[] = "././@LongLink";
  tar.th_buf.typeflag = type;
  th_set_path(&tar, name);
  th_set_size(&tar, static_cast<int>(std::strlen(text) + 1));
  th_finish(&tar);
  return write(file, &tar.th_buf, T_BLOCKSIZE) &&
         write_padded(file, std::string(text, std::strlen(text) + 1));
}

bool write_header(gzFile file, std::string path, const TreeEntry& entry) {
  TAR tar{};
  tar.options = TAR_GNU;
  th_set_type(&tar, mode_of(entry.kind));
  th_set_mode(&tar, mode_of(entry.kind));
  th_set_path(&tar, path.data());
  if (entry.kind == Kind::Link) th_set_link(&tar, entry.text.c_str());
  th_set_size(&tar, entry.kind == Kind::File ? static_cast<int>(entry.text.size()) : 0);
  th_finish(&tar);
  const std::unique_ptr<char, decltype(&std::free)> name(tar.th_buf.gnu_longname, &std::free);
  const std::unique_ptr<char, decltype(&std::free)> link(tar.th_buf.gnu_longlink, &std::free);
  return write_long(file, GNU_LONGLINK_TYPE, link.get()) && write_long(file, GNU_LONGNAME_TYPE, name.get()) &&
         write(file, &tar.th_buf, T_BLOCKSIZE);
}

bool write_entry(gzFile file, const std::string& path, const TreeEntry& entry) {
  return write_header(file, path, entry) && (entry.kind != Kind::File || write_padded(file, entry.text));
}

bool write_entries(gzFile file, const RecordedTree& tree, const std::string& top) {
  if (!write_entry(file, top, {})) return false;
  for (const auto& [path, entry] : tree)
    if (!write_entry(file, (top / path).string(), entry)) return false;
  const std::string end(2 * T_BLOCKSIZE, '\0');
  return write(file, end.data(), end.size());
}

}  // namespace

std::optional<core::Error> pack(const RecordedTree& tree, const std::string& top, const std::string& file) {
  const gzFile archive = gzopen(file.c_str(), "wbx");
  if (!archive) return core::Error{core::ErrorKind::Failed, file + ": " + std::strerror(errno)};
  bool written = write_entries(archive, tree, top);
  written = gzclose(archive) == Z_OK && written;
  if (written) return std::nullopt;
  std::remove(file.c_str());
  return core::Error{core::ErrorKind::Failed, file + ": can't be written"};
}

}  // namespace probellm::probe
