// Intel's storage acceleration library: `crc32_iscsi` is CRC-32C (RFC 3720, appendix B.4).
#pragma once
#include <isa-l/crc.h>
