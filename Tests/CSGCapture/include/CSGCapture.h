// A library to preload into programs that send SCSI commands with SG_IO: it lets them open
// /dev/sgN where there is none, answers each command from a file, and records each in another.
//
// Nothing links it: the tests start programs with LD_PRELOAD and two variables.
//
//   SGCAPTURE_ANSWERS  What to answer, one line a rule, the first that fits: the device's number,
//                      the bytes that the CDB begins with, data-in, sense data. Sense data makes
//                      the status CHECK CONDITION. A CDB that no rule fits ends in INVALID COMMAND
//                      OPERATION CODE. Further words change what sg_io_hdr_t says: `status=28`,
//                      `host=02`, `driver=06`, hexadecimal; `errno=12` lets the ioctl fail,
//                      `delay=500` lets it take half a second, and `times=2` lets the rule answer
//                      two commands alone.
//   SGCAPTURE_RECORD   What came, one line a command: the device's number, the CDB, data-out.
//
// Bytes are hexadecimal without blanks, and `-` where there are none.
#pragma once
