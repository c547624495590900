import Glibc

/// Overwrites the bytes of `target` from `offset` on with those of `source`.
///
/// - Precondition: they fit.
func copyBytes(_ source: ArraySlice<UInt8>, into target: inout [UInt8], at offset: Int) {
    precondition(offset >= 0 && source.count <= target.count - offset)
    unsafe target.withUnsafeMutableBytes { to in
        unsafe source.withUnsafeBytes { from in
            if let start = from.baseAddress, let base = to.baseAddress {
                unsafe memcpy(base + offset, start, from.count)
            }
        }
    }
}
