#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/machine.h"
#include "probe/memory/smbios_structure.h"

namespace probellm::probe {

/// Text that stands where the firmware knows nothing: "Unknown", "To Be Filled By O.E.M.", "NO DIMM",
/// "A1_Manufacturer0", "Array1_PartNumber0", "<BAD INDEX>", "FFFF". Seen on HPE's and Supermicro's servers,
/// and on notebooks and desktops with AMI's sample tables. Returns "" for it, and other text as it is.
std::string fix_placeholder(const std::string& text);

/// A maker given as JEDEC's number (JEP106): "80AD000080AD" and "00CE00B300CE" on Dell's machines, "0xCE00"
/// on Cisco's, "2C00B3002C00" on others. Returns the name, or the text as it is.
std::string fix_maker_number(const std::string& text);

/// A configured speed that is the clock's, half of the transfers, as SMBIOS before 3.0 asked for MHz: seen as
/// 800 beside 1600 on notebooks with DDR3. No memory runs at exactly half of
/// its rated speed by itself.
void fix_clock_for_transfers(core::Dimm& dimm);

/// A width of 32 bits for a whole DDR5 module, which has two such subchannels (JESD79-5) that work as one
/// channel of 64 bits; DSP0134 doesn't say which of both a table states.
void fix_subchannel_width(core::Dimm& dimm);

/// Buffering that isn't stated, as on boards for Intel's clients, whose tables only say "Synchronous": a DIMM
/// without bits for error correction is unbuffered, as registered ones all have them.
void fix_unstated_buffering(core::Dimm& dimm, std::uint64_t total_width_bits);

/// A device that the table holds twice under one handle, byte for byte, although DSP0134 wants each handle
/// only once; devices that merely share a handle all stay.
void fix_repeated_devices(std::vector<SmbiosStructure>& devices);

/// DDR5 in udev's database where systemd (248 to 254 and later) names no type after HBM2: its words for
/// others are "<OUT OF SPEC>", and of those types only DDR5 comes on DIMMs, and only LPDDR5 soldered.
std::string fix_type_newer_than_udev(const std::string& type, const std::string& form_factor);

/// Volts in udev's database: systemd prints multiples of 0.1 with one digit, so that 1.1 and 1.2 become "1".
/// Absent where the digits were lost.
std::optional<double> fix_rounded_volts(const std::string& text);

}  // namespace probellm::probe
