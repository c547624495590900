// Intel's storage acceleration library: `crc32_iscsi` is CRC-32C (RFC 3720, appendix B.4),
// `crc32_gzip_refl` the CRC-32 of IEEE 802.3.
#pragma once
#include <isa-l/crc.h>
