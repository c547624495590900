import SCSI
import WireBytes

/// The parameter lists of before SPC-2 (T10/99-143r1, and 00-165r0 with a longer header),
/// translated into those of SPC-2 before they are checked.
///
///     Byte    99-143r1                          SPC-2 and later
///     0       LIST IDENTIFIER                   LIST IDENTIFIER
///     1       b5 STR, b4 NRC, b3 OOE, b2-0      b5 STR, b4-3 LIST ID USAGE, b2-0
///             PRIORITY                          PRIORITY
///     2-3     target descriptor list length     CSCD DESCRIPTOR LIST LENGTH
///     4-7     segment descriptor list length    reserved
///     8-      descriptors, then inline data     8-11 and 12-15 SEGMENT DESCRIPTOR LIST LENGTH
///             up to the end of the list         and INLINE DATA LENGTH, then the same
///
/// In 00-165r0 bytes 4 to 7 are reserved and the segment descriptor list length stands in bytes 8
/// to 11. Of the segment descriptors these differ; bytes 0 to 11 are as later, but for the flag DC
/// in 03h:
///
///     Type    99-143r1                          SPC-2 and later
///     03h 0Eh b1 of byte 1 DC; 16-19 TRANSFER   16-19 BYTE COUNT: TRANSFER COUNT times what one
///             COUNT, READs or with DC WRITEs    READ or WRITE moves
///     04h     12-15 NUMBER OF BYTES, and the    12-15 INLINE DATA OFFSET, 16-19 INLINE DATA
///             inline data is used up in order   NUMBER OF BYTES
///     05h     12-15 NUMBER OF BYTES; the data   12-13 NUMBER OF BYTES; the data is part of the
///             stands behind the descriptor,     descriptor
///             whose length is that of 04h
///
/// Where the texts that can be had leave a gap, this is the most plausible filling: the places in
/// the header follow from the two steps that led to SPC-2, each of four bytes; OOE, which lets
/// segments be processed in any order, is taken at its liberty not to; SILI of a stream device is
/// ignored; with DC the number of WRITEs sets how many bytes are processed, and residue of earlier
/// segments does not count against it. Data of 05h is limited to what a later descriptor holds,
/// 65,520 bytes.
struct Dialect143r1 {
    /// The list in the later format.
    private(set) var translated: [UInt8] = []
    private let bytes: [UInt8]
    private let headerLength: Int
    private var segments: [Place] = []
    private var cscdLength = 0

    /// Where a segment descriptor stands in both lists.
    private struct Place {
        let received: Int
        let translated: Int
        /// By how much its fields from byte 16 on moved.
        let shift: Int
    }

    /// Translates a list whose header has so many bytes.
    init(_ bytes: [UInt8], headerLength: Int) throws(CopyFailure) {
        self.bytes = bytes
        self.headerLength = headerLength
        guard bytes.count >= headerLength else { throw CopyFailure(.parameterListLengthMinimum) }
        cscdLength = Int(bytes.bigEndian16(at: 2))
        let segmentLength = Int(bytes.bigEndian(at: headerLength - 4, count: 4))
        let start = headerLength + cscdLength
        let end = start + segmentLength
        guard end <= bytes.count else { throw CopyFailure(.parameterListTruncated) }
        var descriptors: [UInt8] = []
        var inlineUsed: UInt64 = 0
        var offset = start
        while offset < end {
            let number = segments.count
            let place = Self.headerLengthOfSPC + cscdLength + descriptors.count
            let type = SegmentTypeCode(rawValue: bytes[offset]).plain
            segments.append(
                Place(
                    received: offset, translated: place,
                    shift: type == .inlineToStream ? Self.inlineOffsetLength : 0))
            do throws(CopyFailure) {
                descriptors += try segment(type, at: &offset, end: end, &inlineUsed)
            } catch {
                var failure = error
                failure.segment = FailedSegment(
                    number: number, listOffset: segments[number].received)
                throw failure
            }
        }
        translated = [bytes[0], bytes[1] & 0x37] + bytes[2...3] + [0, 0, 0, 0]
        translated.appendBigEndian(UInt64(descriptors.count), count: 4)
        translated.appendBigEndian(UInt64(bytes.count - end), count: 4)
        translated += bytes[headerLength..<start] + descriptors + bytes[end...]
    }

    private static let headerLengthOfSPC = ExtendedCopyLID1Header.byteCount
    private static let inlineOffsetLength = 4
    /// The longest data that a DESCRIPTOR LENGTH of 16 bits leaves room for.
    private static let longestEmbeddedData = 65_520

    // MARK: Segment descriptors

    private func segment(
        _ type: SegmentTypeCode, at offset: inout Int, end: Int, _ inlineUsed: inout UInt64
    ) throws(CopyFailure) -> [UInt8] {
        let start = offset
        guard start + 4 <= end else { throw CopyFailure(.parameterListTruncated) }
        let length = Int(bytes.bigEndian16(at: start + 2)) + 4
        let right: Int? =
            switch type {
            case .streamToStream: 20
            case .inlineToStream, .embeddedToStream: 16
            default: nil
            }
        if let right, right != length {
            throw CopyFailure(.segmentDescriptorLength, at: .parameterList(start + 2))
        }
        guard start + length <= end else { throw CopyFailure(.parameterListTruncated) }
        offset = start + length
        let descriptor = Array(bytes[start..<offset])
        switch type {
        case .streamToStream: return try streamToStream(descriptor, at: start)
        case .inlineToStream:
            let count = descriptor[12..<16]
            var result = Array(descriptor[..<12])
            result[3] = 0x10
            result.appendBigEndian(min(inlineUsed, UInt64(UInt32.max)), count: 4)
            inlineUsed += descriptor.bigEndian(at: 12, count: 4)
            return result + count
        case .embeddedToStream: return try embedded(descriptor, at: start, &offset, end)
        default: return descriptor
        }
    }

    /// 03h: the number of READs, or with DC of WRITEs, as bytes.
    private func streamToStream(
        _ descriptor: [UInt8], at start: Int
    ) throws(CopyFailure) -> [UInt8] {
        let countsWrites = descriptor[1] & 0x02 != 0
        let device = Int(descriptor.bigEndian16(at: countsWrites ? 6 : 4))
        let transferLength = descriptor.bigEndian(at: countsWrites ? 13 : 9, count: 3)
        let unit = transferLength * blockLength(ofDevice: device)
        let count = descriptor.bigEndian(at: 16, count: 4).multipliedReportingOverflow(by: unit)
        guard !count.overflow, count.partialValue <= UInt64(UInt32.max) else {
            throw CopyFailure(.segmentDescriptorField, at: .parameterList(start + 16))
        }
        var result = descriptor
        result[1] &= ~0x02
        result.setBigEndian(count.partialValue, at: 16, count: 4)
        return result
    }

    /// What a transfer length of a stream device counts: fixed blocks, or bytes. A device that is
    /// not there is an error of the segment.
    private func blockLength(ofDevice number: Int) -> UInt64 {
        let place = headerLength + number * CSCDDescriptorID.unit
        guard place + CSCDDescriptorID.unit <= headerLength + cscdLength,
            CSCDDeviceClass(PeripheralDeviceType(rawValue: bytes[place + 1] & 0x1F)) == .stream,
            bytes[place + 28] & 0x01 != 0
        else { return 1 }
        return bytes.bigEndian(at: place + 29, count: 3)
    }

    /// 05h: the data becomes part of the descriptor.
    private func embedded(
        _ descriptor: [UInt8], at start: Int, _ offset: inout Int, _ end: Int
    ) throws(CopyFailure) -> [UInt8] {
        let count = Int(descriptor.bigEndian(at: 12, count: 4))
        let padded = (count + 3) / 4 * 4
        guard padded <= end - offset else {
            throw CopyFailure(.dataUnderrun, at: .parameterList(start + 12))
        }
        guard count <= Self.longestEmbeddedData else {
            throw CopyFailure(.segmentDescriptorField, at: .parameterList(start + 12))
        }
        var result = descriptor
        result.setBigEndian(UInt64(12 + padded), at: 2, count: 2)
        result.setBigEndian(UInt64(count) << 16, at: 12, count: 4)
        result += bytes[offset..<offset + padded]
        offset += padded
        return result
    }

    // MARK: The way back

    /// Where a byte of the translated list stood in the one that was received; `nil` for what was
    /// not there.
    func received(_ byte: Int) -> Int? {
        switch byte {
        case 0..<4: return byte
        case 8..<12: return headerLength - 12 + byte
        case ..<Self.headerLengthOfSPC: return nil
        case ..<(Self.headerLengthOfSPC + cscdLength):
            return byte - Self.headerLengthOfSPC + headerLength
        default:
            guard let place = segments.last(where: { $0.translated <= byte }) else { return nil }
            let inside = byte - place.translated
            return place.received + (inside < 16 ? inside : inside - place.shift)
        }
    }

    /// A failure that points into the list that was received.
    func received(_ failure: CopyFailure) -> CopyFailure {
        var result = failure
        if let field = failure.field, !field.isInCDB, !field.isInSegment {
            result.field = received(Int(field.byte)).map { .parameterList($0, bit: field.bit) }
        }
        if let segment = failure.segment {
            result.segment?.listOffset = received(segment.listOffset) ?? segment.listOffset
        }
        return result
    }

    /// An accepted list whose places are those of the list that was received.
    func received(_ list: AcceptedParameterList) -> AcceptedParameterList {
        AcceptedParameterList(
            header: list.header,
            cscdDescriptors: list.cscdDescriptors.map {
                AcceptedCSCD(
                    descriptor: $0.descriptor, id: $0.id,
                    listOffset: $0.listOffset - Self.headerLengthOfSPC + headerLength,
                    bytes: $0.bytes)
            },
            segments: zip(list.segments, segments).map { segment, place in
                AcceptedSegment(
                    descriptor: segment.descriptor, listOffset: place.received,
                    shift: place.shift)
            },
            inlineData: list.inlineData)
    }
}

extension CopyManagerProfile.Dialect {
    /// How long the header of a list is that must be translated; `nil` where none must.
    fileprivate var headerLength: Int? {
        switch self {
        case .spc: nil
        case .r143: 8
        case .r165: 12
        }
    }
}

extension ParameterListCheck {
    /// The list, in whichever dialect the copy manager speaks, if nothing is wrong with it.
    ///
    /// What the translation stumbles over is refused before all other checks.
    func acceptInDialect() throws(CopyFailure) -> AcceptedParameterList {
        guard format == .lid1, let headerLength = profile.dialect.headerLength else {
            return try accept()
        }
        let dialect = try Dialect143r1(bytes, headerLength: headerLength)
        var check = self
        check.bytes = dialect.translated
        do throws(CopyFailure) {
            return dialect.received(try check.accept())
        } catch {
            throw dialect.received(error)
        }
    }
}
