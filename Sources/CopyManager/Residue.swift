import Media

/// What is left over between segments (SPC-4 6.4.6.1, tables 132 and 133).
///
/// Both parts start empty, live as long as the command and belong to it, not to a device: the
/// next segment gets them whatever CSCD descriptors it names.
struct Residue {
    /// Bytes that were read and not processed.
    var source = DataBuffer()
    /// Bytes that were processed and not written.
    var destination = DataBuffer()

    /// Reads what still lies in a file, before other commands can change it.
    mutating func materialize() throws(CopyFailure) {
        do {
            try source.materialize()
            try destination.materialize()
        } catch {
            throw CopyFailure(.thirdPartyDeviceFailure)
        }
    }
}
