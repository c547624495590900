import WireBytes

/// What a device says about a command that did not simply succeed, apart from how it is written:
/// `encoded(_:)` gives the bytes of either format.
public struct SenseData: Equatable, Sendable {
    /// How sense data is written; the D_SENSE bit of the control mode page chooses.
    public enum Format: Sendable {
        /// Response codes 70h and 71h.
        case fixed
        /// Response codes 72h and 73h.
        case descriptor
    }

    /// What a device that a copy manager used reported to it.
    public struct Forwarded: Equatable, Sendable {
        /// The status byte that came with it.
        public var status: UInt8
        /// Its sense data, as it gave it.
        public var sense: [UInt8]

        /// A status and its sense data.
        public init(status: UInt8, sense: [UInt8]) {
            self.status = status
            self.sense = sense
        }
    }

    /// How a copy manager in the field writes forwarded sense data where it does not follow the
    /// standard.
    public struct ForwardingStyle: Equatable, Sendable {
        /// Fixed format: the status stands at byte 17, in the field pointer, and the sense data
        /// begins where the status belongs.
        public var putsStatusIntoFieldPointer = false
        /// Descriptor format: nothing is forwarded.
        public var omitsDescriptors = false
        /// Descriptor format: SENSE DATA SOURCE is zero.
        public var leavesSourceUnnamed = false
        /// The most bytes of sense data that are forwarded.
        public var maximumLength = SenseData.maximumLength

        /// The standard's.
        public init() {}
    }

    /// What kind of condition it is.
    public var key: SenseKey
    /// What happened.
    public var code: AdditionalSenseCode
    /// It belongs to an earlier command (response codes 71h and 73h).
    public var isDeferred = false
    /// INFORMATION, where it is valid: a residue or an address. A negative residue is two's
    /// complement of the field's width.
    public var information: Int64?
    /// The field in error.
    public var fieldPointer: FieldPointer?
    /// A filemark was met.
    public var filemark = false
    /// The end or the beginning of the medium was met.
    public var eom = false
    /// The block had another length than was asked for.
    public var ili = false
    /// The segment that was being processed, counted from 0.
    public var segment: UInt16?
    /// What the copy source reported.
    public var forwardedFromSource: Forwarded?
    /// What the copy destination reported.
    public var forwardedFromDestination: Forwarded?
    /// How the two are written.
    public var forwardingStyle = ForwardingStyle()

    /// Sense data with a key and a code.
    public init(
        _ key: SenseKey, _ code: AdditionalSenseCode, at fieldPointer: FieldPointer? = nil
    ) {
        self.key = key
        self.code = code
        self.fieldPointer = fieldPointer
    }

    /// Whether a stream device has stored all its data and says that the end of the medium is near
    /// (SSC-4, early warning).
    public var warnsOfTheEnd: Bool {
        key == .noSense && eom && code == .endOfPartition && (information ?? 0) == 0
    }

    /// `COPY ABORTED 26/0A UNEXPECTED INEXACT SEGMENT, segment 2`.
    public var text: String {
        var text = (key.meaning ?? hexadecimal(key.rawValue)) + " " + code.text
        if let segment { text += ", segment \(segment)" }
        if let information { text += ", INFORMATION \(information)" }
        return text
    }
}

extension SenseData {
    /// The most bytes that sense data can have (SPC-4 4.5.1).
    public static let maximumLength = 252

    /// The bytes.
    public func encoded(_ format: Format) -> [UInt8] {
        switch format {
        case .fixed: fixedFormat().encoded()
        case .descriptor: descriptorFormat().encoded()
        }
    }

    private func fixedFormat() -> FixedFormatSenseData {
        var data = FixedFormatSenseData()
        data.responseCode = isDeferred ? 0x71 : 0x70
        data.senseKey = key
        data.additionalSenseCode = code.code
        data.additionalSenseCodeQualifier = code.qualifier
        (data.filemark, data.eom, data.ili) = (filemark, eom, ili)
        // A value that the field cannot hold is not valid in fixed format (SPC-4 4.5.3).
        if let information, let narrow = Int32(exactly: information) {
            data.valid = true
            data.information = UInt32(bitPattern: narrow)
        } else if let information, let narrow = UInt32(exactly: information) {
            data.valid = true
            data.information = narrow
        }
        if let fieldPointer {
            data.sksv = true
            data.senseKeySpecific = fieldPointer.senseKeySpecific
        }
        var specific = UInt32(segment ?? 0)
        for (shift, area) in [
            (24 as UInt32, forwardedFromSource), (16, forwardedFromDestination),
        ] {
            guard let area else { continue }
            let offset = 18 + data.additionalSenseBytes.count
            let room = min(Self.maximumLength - offset - 1, forwardingStyle.maximumLength)
            if room < 0 { continue }
            specific |= UInt32(offset) << shift
            if forwardingStyle.putsStatusIntoFieldPointer {
                data.sksv = true
                data.senseKeySpecific = data.senseKeySpecific & 0xFF_FF00 | UInt32(area.status)
                data.additionalSenseBytes += area.sense.prefix(room)
            } else {
                data.additionalSenseBytes += [area.status] + area.sense.prefix(room)
            }
            if area.sense.count > room { data.senseDataOverflow = true }
        }
        data.commandSpecificInformation = specific
        data.additionalSenseLength += UInt8(data.additionalSenseBytes.count)
        return data
    }

    private func descriptorFormat() -> DescriptorFormatSenseData {
        var data = DescriptorFormatSenseData()
        data.responseCode = isDeferred ? 0x73 : 0x72
        data.senseKey = key
        data.additionalSenseCode = code.code
        data.additionalSenseCodeQualifier = code.qualifier
        if let information {
            data.descriptors.append(.information(.init(UInt64(bitPattern: information))))
        }
        if let segment {
            data.descriptors.append(.commandSpecificInformation(.init(UInt64(segment))))
        }
        if let fieldPointer {
            data.descriptors.append(.senseKeySpecific(.init(fieldPointer.senseKeySpecific)))
        }
        if filemark || eom || ili {
            var stream = StreamCommandsSenseDescriptor()
            (stream.filemark, stream.eom, stream.ili) = (filemark, eom, ili)
            data.descriptors.append(.streamCommands(stream))
        }
        for (source, area) in [
            (SenseDataSource.copySource, forwardedFromSource),
            (.copyDestination, forwardedFromDestination),
        ] {
            guard let area, !forwardingStyle.omitsDescriptors else { continue }
            let room = min(
                Self.maximumLength - data.encoded().count - 4, forwardingStyle.maximumLength)
            if room < 0 { continue }
            var descriptor = ForwardedSenseDescriptor()
            descriptor.senseDataSource = forwardingStyle.leavesSourceUnnamed ? .unknown : source
            descriptor.forwardedStatus = area.status
            descriptor.forwardedSenseData = Array(area.sense.prefix(room))
            descriptor.forwardedSenseDataTruncated = area.sense.count > room
            data.descriptors.append(.forwarded(descriptor))
        }
        return data
    }
}
