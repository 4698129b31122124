#include "probe/capture/redaction.h"

#include <gtest/gtest.h>

#include <random>

#include "probe/memory/smbios.h"
#include "tests/probe/smbios_table.h"

namespace probellm::probe {
namespace {

TEST(Redaction, NumbersUuids) {
  Redaction redaction;
  const std::string first = redaction.of_text("/a/1b2c3d4e-0000-1111-2222-333344445555/b");
  EXPECT_EQ(first, "/a/00000000-0000-0000-0000-000000000001/b");
  EXPECT_EQ(redaction.of_text("/a/1b2c3d4e-0000-1111-2222-333344445555/b"), first);
  EXPECT_EQ(redaction.of_text("99999999-0000-1111-2222-333344445555"),
            "00000000-0000-0000-0000-000000000002");
}

TEST(Redaction, NumbersMacAddresses) {
  EXPECT_EQ(Redaction().of_text("net 3c:ec:ef:12:34:56"), "net 02:00:00:00:00:01");
}

TEST(Redaction, KeepsPciAddressesAndNumbers) {
  const std::string text = "0000:c1:00.0 259:2 0x10de 0-31,64 1.2.3";
  EXPECT_EQ(Redaction().of_text(text), text);
}

TEST(Redaction, TakesOutSerialNumbersByTheirKeys) {
  Redaction redaction;
  EXPECT_EQ(redaction.of_file("/x", "E:MEMORY_DEVICE_0_SERIAL_NUMBER=ABC123\nE:MEMORY_DEVICE_0_SIZE=1\n"),
            "E:MEMORY_DEVICE_0_SERIAL_NUMBER=redacted\nE:MEMORY_DEVICE_0_SIZE=1\n");
  EXPECT_EQ(redaction.of_file("/proc/cpuinfo", "Serial\t\t: 10000000feedbeef\nflags : serialize\n"),
            "Serial\t\t:redacted\nflags : serialize\n");
}

TEST(Redaction, TakesHostsOutOfMountTables) {
  EXPECT_EQ(Redaction().of_file("/proc/self/mountinfo",
                                "1 2 0:9 / /home rw - nfs4 filer.example:/home rw,addr=192.0.2.1,hard\n"
                                "1 2 0:8 / /s rw - cifs //nas/share rw,username=alice\n"
                                "1 2 8:1 / / rw - ext4 /dev/sda1 rw\n"),
            "1 2 0:9 / /home rw - nfs4 host-1:/home rw,addr=redacted,hard\n"
            "1 2 0:8 / /s rw - cifs //host-2/share rw,username=redacted\n"
            "1 2 8:1 / / rw - ext4 /dev/sda1 rw\n");
}

TEST(SmbiosRedaction, BlanksSerialNumbersAndKeepsModules) {
  const std::string system(
      "\x01\x1B\0\x01"
      "\x01\x02\0\x03"
      "0123456789abcdef"
      "\x06\0\0"
      "Maker\0Product\0SERIAL-1\0\0",
      51);
  const std::string table = system + table_of({DeviceEntry{}});
  const std::string redacted = redact_smbios(table);
  EXPECT_EQ(redacted.size(), table.size());
  EXPECT_EQ(redacted.find("SERIAL-1"), std::string::npos);
  EXPECT_EQ(redacted.find("0123456789"), std::string::npos);
  EXPECT_NE(redacted.find("Product"), std::string::npos);
  const auto memory = parse_smbios_memory(redacted);
  ASSERT_TRUE(memory.ok());
  EXPECT_EQ(memory->slots.size(), 1U);
}

TEST(SmbiosRedaction, BlanksStructuresThatItDoesNotKnow) {
  const std::string table(
      "\xDD\x06\0\0zz"
      "SECRET\0\0",
      14);
  EXPECT_EQ(redact_smbios(table).find("SECRET"), std::string::npos);
}

TEST(SmbiosRedaction, BlanksWhatItCanNotFollow) {
  EXPECT_EQ(redact_smbios(std::string("\x11\x02\0\0SECRET", 10)).find("SECRET"), std::string::npos);
}

TEST(SmbiosRedaction, SurvivesGarbage) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string garbage = table_of({DeviceEntry{}, DeviceEntry{}});
    for (int change = 0; change < 12; ++change)
      garbage[random() % garbage.size()] = static_cast<char>(random() & 0xFF);
    EXPECT_EQ(redact_smbios(garbage).size(), garbage.size());
  }
}

}  // namespace
}  // namespace probellm::probe
