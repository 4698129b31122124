#include "probe/capture/recorded_tree.h"

#include <gtest/gtest.h>

#include "probe/capture/archive.h"
#include "tests/probe/fixtures.h"
#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

using Kind = TreeEntry::Kind;

TEST(RecordedTree, HasFilesBelowALinkWhereTheLinkLeads) {
  Recording recording;
  recording.links["/sys/block/sda"] = "../devices/disk";
  recording.files["/sys/block/sda/size"] = "1";
  const RecordedTree tree = tree_of(recording, {});
  ASSERT_TRUE(tree.contains("root/sys/devices/disk/size"));
  EXPECT_EQ(tree.at("root/sys/devices/disk/size").text, "1");
  EXPECT_EQ(tree.at("root/sys/block/sda").text, "../devices/disk");
}

TEST(RecordedTree, EndsWhereLinksGoRoundInACircle) {
  Recording recording;
  recording.links = {{"/a", "b"}, {"/b", "a"}};
  recording.files["/a/x"] = "1";
  EXPECT_TRUE(tree_of(recording, {}).contains("root/a"));
}

TEST(RecordedTree, LeavesOutWhatLeadsOutside) {
  Recording recording;
  recording.links = {{"/out", "../etc"}, {"/sys/out", "../../etc"}, {"/absolute", "/etc"}};
  recording.files["/../escaped"] = "1";
  EXPECT_EQ(tree_of(recording, {}).size(), 1u);
}

TEST(Archive, KeepsLongPathsAndTargets) {
  const std::string part(60, 'p');
  const std::string path = part + "/" + part + "/" + part;
  RecordedTree tree;
  tree[part] = tree[part + "/" + part] = {};
  tree[path] = {Kind::File, "text"};
  tree["link"] = {Kind::Link, path};
  TemporaryRoot folder;
  const std::string at = folder.path().string();
  ASSERT_FALSE(pack(tree, "top", at + "/x.tar.gz"));
  ASSERT_EQ(std::system(("tar xzf " + at + "/x.tar.gz -C " + at).c_str()), 0);
  EXPECT_EQ(text_of(folder.path() / "top" / path), "text");
  EXPECT_EQ(text_of(folder.path() / "top/link"), "text");
}

TEST(Archive, HasNothingOfWhoPackedIt) {
  TemporaryRoot folder;
  const std::string at = folder.path().string();
  ASSERT_FALSE(pack({{"file", {Kind::File, "text"}}}, "top", at + "/a.tar.gz"));
  ASSERT_FALSE(pack({{"file", {Kind::File, "text"}}}, "top", at + "/b.tar.gz"));
  EXPECT_EQ(text_of(folder.path() / "a.tar.gz"), text_of(folder.path() / "b.tar.gz"));
}

TEST(Archive, SaysWhereItCannotBeWritten) {
  const auto error = pack({}, "top", "/proc/none/x.tar.gz");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->what, "/proc/none/x.tar.gz: No such file or directory");
}

}  // namespace
}  // namespace probellm::probe
