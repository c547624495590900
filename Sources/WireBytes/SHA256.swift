import COpenSSL

/// A SHA-256 checksum (FIPS 180-4) of bytes that come piece by piece.
@safe public final class SHA256 {
    /// Bytes of a digest.
    public static let byteCount = 32

    private let context: OpaquePointer?

    /// The checksum of no bytes.
    public init() {
        unsafe context = unsafe EVP_MD_CTX_new()
        _ = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes behind those added before.
    public func add(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { buffer in
            _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
    }

    /// The 32 bytes of the digest; nothing may be added afterwards.
    public func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.byteCount)
        unsafe digest.withUnsafeMutableBufferPointer { buffer in
            _ = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
        }
        return digest
    }
}
