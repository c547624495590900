// A library to preload into programs that know nothing of the loopback host: it gives them the
// device nodes of a server of `LoopbackSG`, and what sysfs and procfs show of them.
//
// Nothing links it. Programs are started with
//
//   LD_PRELOAD=…/libSGPreload.so
//   SANBENCH_SG=…   the server's private directory: sg.sock, redirects, root/
//
// Calls that have to do with neither go to the C library as they came.
#pragma once
