import SCSI
import WireBytes

/// The checks of the parameter lists of POPULATE TOKEN and WRITE USING TOKEN (SBC-4): each ends in
/// a failure that names the field.
struct TokenListCheck {
    let bytes: [UInt8]
    let cdb: [UInt8]
    let places: Places
    let rules: TokenRules

    /// Where WRITE USING TOKEN has its ROD TOKEN.
    static let tokenPlace = 16

    /// Where a list has what both lists have.
    struct Places: Equatable {
        /// BLOCK DEVICE RANGE DESCRIPTOR LENGTH; the descriptors follow it.
        let rangesLength: Int

        /// Whether it is the list of WRITE USING TOKEN.
        var isOfWrite: Bool { self == .writeUsingToken }
        /// Where the range descriptors begin.
        var ranges: Int { rangesLength + 2 }
        /// The least that the length field at byte 0 says: one range descriptor must be there.
        var leastDataLength: Int { ranges - 2 + 16 }

        static let populateToken = Places(rangesLength: 14)
        static let writeUsingToken = Places(rangesLength: 534)
    }

    // MARK: Both

    /// The range descriptors; a part of one at the end is ignored.
    private func ranges() throws(CopyFailure) -> BlockRanges {
        guard bytes.count >= places.ranges else { throw CopyFailure(.parameterListLengthMinimum) }
        let dataLength = Int(bytes.bigEndian16(at: 0))
        if dataLength < places.leastDataLength { throw refused(0) }
        if 2 + dataLength > bytes.count { throw CopyFailure(.parameterListTruncated) }
        let size = BlockDeviceRangeDescriptor.layout.fixedLength
        let length = Int(bytes.bigEndian16(at: places.rangesLength))
        if length < size || places.ranges + length > 2 + dataLength {
            throw refused(places.rangesLength)
        }
        let most = Int(rules.maximumRangeDescriptors)
        if most != 0 && length / size > most {
            throw CopyFailure(.tooManyRangeDescriptors, at: .parameterList(places.rangesLength))
        }
        let first = rules.takesRangesOneByteEarly ? places.ranges - 1 : places.ranges
        let ranges = (0..<length / size).map { number in
            let place = first + number * size
            var address = bytes.bigEndian64(at: place)
            // The byte that belongs to the length as well.
            if place < places.ranges { address &= 0x00FF_FFFF_FFFF_FFFF }
            return BlockDeviceRangeDescriptor(
                logicalBlockAddress: address,
                numberOfLogicalBlocks: bytes.bigEndian32(at: place + 8))
        }
        return BlockRanges(used(ranges)) { .parameterList(first + $0 * size + $1) }
    }

    /// The ranges that count.
    private func used(_ ranges: [BlockDeviceRangeDescriptor]) -> [BlockDeviceRangeDescriptor] {
        var used = ranges[...]
        if rules.writesFirstRangeOnly && places.isOfWrite { used = used.prefix(1) }
        if rules.stopsAtEmptyRange { used = used.prefix { $0.numberOfLogicalBlocks > 0 } }
        return Array(used)
    }

    /// The rules for all ranges together.
    private func require(_ ranges: BlockRanges) throws(CopyFailure) {
        try ranges.requireDistinct(.tokenParameterField)
        try ranges.requireAtMost(rules.maximumTokenTransferSize, .tokenParameterField)
    }

    /// Whether the command ends at once, without a word, since its first range is empty.
    private func doesNothing(_ ranges: BlockRanges) -> Bool {
        rules.stopsAtEmptyRange && ranges.ranges.isEmpty
    }

    private func refused(_ byte: Int, bit: UInt8? = nil) -> CopyFailure {
        CopyFailure(.tokenParameterField, at: .parameterList(byte, bit: bit))
    }

    // MARK: POPULATE TOKEN

    /// All that a list asks for; `nil` where that is nothing.
    func populateRequest() throws(CopyFailure) -> (
        ranges: BlockRanges, type: RODType, inactivityTimeout: UInt32
    )? {
        let ranges = try ranges()
        if doesNothing(ranges) { return nil }
        let type = try rodType()
        let timeout = try inactivityTimeout()
        try require(ranges)
        return (ranges, type, timeout)
    }

    /// The type of representation to make: without RTV the one that is preferred. A type that
    /// shows later changes of the data must not be asked for, unless it is all that there is.
    private func rodType() throws(CopyFailure) -> RODType {
        let isValid = (rules.takesRTVFromCDB ? cdb[1] : bytes[2]) & 0x02 != 0
        let asked =
            isValid
            ? RODType(rawValue: bytes.bigEndian32(at: 8))
            : rules.createdTypes.first ?? .pointInTimeAny
        let hasPointInTime = rules.createdTypes.contains { $0.isPointInTime }
        guard let type = rules.created(asked),
            !isValid || type.isPointInTime || !hasPointInTime
        else { throw refused(8) }
        return type
    }

    /// INACTIVITY TIMEOUT in seconds.
    private func inactivityTimeout() throws(CopyFailure) -> UInt32 {
        let asked = bytes.bigEndian32(at: 4)
        if asked > rules.maximumInactivityTimeout { throw refused(4) }
        return asked == 0 ? rules.defaultInactivityTimeout : asked
    }

    // MARK: WRITE USING TOKEN

    /// The ranges that are written; `nil` where there are none.
    func writtenRanges() throws(CopyFailure) -> BlockRanges? {
        let ranges = try ranges()
        if doesNothing(ranges) { return nil }
        try require(ranges)
        return ranges
    }

    /// DEL_TKN.
    var deletesToken: Bool { bytes[2] & 0x02 != 0 }

    /// ROD TOKEN.
    var token: [UInt8] {
        Array(bytes[Self.tokenPlace..<Self.tokenPlace + RODToken.byteCount])
    }

    /// ROD TOKEN can be one that is accepted.
    func requireTokenForm() throws(CopyFailure) {
        do throws(TokenFault) {
            _ = try rules.token(token)
        } catch {
            throw error.failure(tokenAt: Self.tokenPlace)
        }
    }

    /// OFFSET INTO ROD in bytes, which must be less than what the token stands for; it counts
    /// blocks of the copy destination, however long those of the token are.
    func offset(
        into rod: RepresentationOfData, blockLength: Int
    ) throws(CopyFailure) -> UInt128 {
        if rules.requiresEqualBlockLengths && !rod.isBlockZero && rod.blockLength != blockLength {
            throw CopyFailure(.blockLengthMismatch)
        }
        let offset = UInt128(bytes.bigEndian64(at: 8)) * UInt128(blockLength)
        if !rod.isBlockZero && offset >= rod.byteCount { throw refused(8) }
        return offset
    }
}
