// The library of sg3_utils: names of commands, sense keys and additional sense codes, and SG_IO.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <scsi/sg_cmds_basic.h>
#include <scsi/sg_cmds_extra.h>
#include <scsi/sg_lib.h>
#include <scsi/sg_lib_data.h>
#include <scsi/sg_pt.h>
