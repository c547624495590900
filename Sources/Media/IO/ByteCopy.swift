import Glibc

/// Overwrites the bytes of `target` from `offset` on with those of `source`.
///
/// - Precondition: they fit.
func copyBytes(_ source: ArraySlice<UInt8>, into target: inout [UInt8], at offset: Int) {
    copyBytes(source, from: 0, count: source.count, into: &target, at: offset)
}

/// Overwrites the bytes of `target` from `offset` on with `count` bytes of `source`, from its
/// byte `first` on.
///
/// - Precondition: they are there and fit.
func copyBytes(
    _ source: ArraySlice<UInt8>, from first: Int, count: Int, into target: inout [UInt8],
    at offset: Int
) {
    precondition(first >= 0 && count >= 0 && count <= source.count - first)
    precondition(offset >= 0 && count <= target.count - offset)
    unsafe target.withUnsafeMutableBytes { to in
        unsafe source.withUnsafeBytes { from in
            if let start = from.baseAddress, let base = to.baseAddress {
                unsafe memcpy(base + offset, start + first, count)
            }
        }
    }
}

/// Overwrites memory that is no array, from `offset` on, with the bytes of `source`.
///
/// - Precondition: they fit.
func copyBytes(_ source: ArraySlice<UInt8>, into target: inout MutableRawSpan, at offset: Int) {
    precondition(offset >= 0 && source.count <= target.byteCount - offset)
    unsafe target.withUnsafeMutableBytes { to in
        unsafe source.withUnsafeBytes { from in
            if let start = from.baseAddress, let base = to.baseAddress {
                unsafe memcpy(base + offset, start, from.count)
            }
        }
    }
}

/// Overwrites bytes of an array with zeros.
///
/// - Precondition: they are there.
func clearBytes(_ range: Range<Int>, of target: inout [UInt8]) {
    precondition(range.lowerBound >= 0 && range.upperBound <= target.count)
    unsafe target.withUnsafeMutableBytes { to in
        if let base = to.baseAddress { unsafe memset(base + range.lowerBound, 0, range.count) }
    }
}

/// Overwrites memory that is no array with zeros.
///
/// - Precondition: the range lies in it.
func clearBytes(_ range: Range<Int>, of target: inout MutableRawSpan) {
    precondition(range.lowerBound >= 0 && range.upperBound <= target.byteCount)
    unsafe target.withUnsafeMutableBytes { to in
        if let base = to.baseAddress { unsafe memset(base + range.lowerBound, 0, range.count) }
    }
}
