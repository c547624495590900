// OpenSSL's message digests: SHA-256 for the digest of a trace.
#pragma once
#include <openssl/evp.h>
