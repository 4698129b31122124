// hwloc's archive refers to five functions of libudev, which only describe devices, and devices aren't
// discovered here. Debian has no static libudev, and a program that asks for the shared one doesn't start
// where it is missing. These say "there is no udev", whereupon hwloc reads udev's database itself. They are
// weak: where the shared hwloc brings libudev along, that one may stand.
#include "probe/cpu/hwloc_without_udev.h"

extern "C" {

struct udev;
struct udev_device;

// NOLINTBEGIN(readability-identifier-naming): the names are libudev's.
[[gnu::weak]] udev* udev_new();
[[gnu::weak]] udev* udev_unref(udev*);
[[gnu::weak]] udev_device* udev_device_new_from_subsystem_sysname(udev*, const char*, const char*);
[[gnu::weak]] udev_device* udev_device_unref(udev_device*);
[[gnu::weak]] const char* udev_device_get_property_value(udev_device*, const char*);

udev* udev_new() { return nullptr; }
udev* udev_unref(udev*) { return nullptr; }
udev_device* udev_device_new_from_subsystem_sysname(udev*, const char*, const char*) { return nullptr; }
udev_device* udev_device_unref(udev_device*) { return nullptr; }
const char* udev_device_get_property_value(udev_device*, const char*) { return nullptr; }
// NOLINTEND(readability-identifier-naming)
}

namespace probellm::probe {

void stand_in_for_udev() {}

}  // namespace probellm::probe
