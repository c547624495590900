import COpenSSL
import WireBytes

/// The SHA-256 of a trace's JSON lines: what `sha256sum` says of the file that `--json` writes.
@safe final class TraceDigest {
    private let context: OpaquePointer?

    init() {
        unsafe context = unsafe EVP_MD_CTX_new()
        _ = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes behind those added before.
    func add(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { buffer in
            _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
    }

    /// The digest in hexadecimal; nothing may be added afterwards.
    func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe digest.withUnsafeMutableBufferPointer { buffer in
            _ = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
        }
        return hexPairs(digest).filter { $0 != " " }
    }
}
