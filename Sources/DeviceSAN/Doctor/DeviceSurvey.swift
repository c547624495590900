import SCSI
import SGInitiator
import ServerlessBackup

/// What a device of this machine says of itself.
public struct DeviceSurvey: Encodable, Equatable, Sendable {
    /// What a copy manager can do, as it says itself (RECEIVE COPY OPERATING PARAMETERS).
    public struct CopyManagerLimits: Encodable, Equatable, Sendable {
        /// The most CSCD descriptors of a list.
        public var cscdDescriptors: UInt16
        /// The most segment descriptors of a list.
        public var segmentDescriptors: UInt16
        /// The most bytes of all descriptors of a list.
        public var descriptorListLength: UInt32
        /// The most bytes that a segment moves; 0 for no limit.
        public var segmentLength: UInt32
        /// The most bytes of inline data; 0 where there is none.
        public var inlineDataLength: UInt32
        /// The most bytes of a tape record.
        public var streamTransferSize: UInt32
        /// The most copies at the same time.
        public var concurrentCopies: UInt16
        /// The types of segment and CSCD descriptors.
        public var implementedDescriptors: [UInt8]

        init(_ data: CopyOperatingParametersData) {
            cscdDescriptors = data.maximumCSCDDescriptorCount
            segmentDescriptors = data.maximumSegmentDescriptorCount
            descriptorListLength = data.maximumDescriptorListLength
            segmentLength = data.maximumSegmentLength
            inlineDataLength = data.maximumInlineDataLength
            streamTransferSize = data.maximumStreamDeviceTransferSize
            concurrentCopies = data.totalConcurrentCopies
            implementedDescriptors = data.implementedDescriptors
        }
    }

    /// The path of its node.
    public var path: String
    /// Whether this process may send it all commands.
    public var isPermitted: Bool
    /// PERIPHERAL DEVICE TYPE in words.
    public var type: String?
    /// T10 VENDOR IDENTIFICATION, PRODUCT IDENTIFICATION and PRODUCT REVISION LEVEL.
    public var make: String?
    /// Bytes of a disk.
    public var byteCount: UInt64?
    /// Bytes of its logical block.
    public var blockLength: UInt32?
    /// Whether it takes third-party copy commands (the 3PC bit of INQUIRY data).
    public var hasCopyManager = false
    /// What its copy manager can do.
    public var limits: CopyManagerLimits?
    /// Why nothing more is known of it; nil where it answered.
    public var problem: String?

    /// Asks a device.
    public init(path: String) {
        let permissions = NodePermissions(path: path)
        self.init(path: path, isPermitted: permissions.canRead && permissions.canWrite) {
            () throws(DeviceFault) in try SGInitiator(path: path)
        }
    }

    init(
        path: String, isPermitted: Bool, open: () throws(DeviceFault) -> any Initiator
    ) {
        self.path = path
        self.isPermitted = isPermitted
        do {
            try ask(RetryingInitiator(try open()))
        } catch {
            problem = "\(error)"
        }
    }

    private mutating func ask(_ way: RetryingInitiator) throws(Refusal) {
        let inquiry = try Self.answer(
            way, InquiryCDB(allocationLength: 96), length: 96, as: StandardInquiryData.self)
        let kind = inquiry.peripheralDeviceType
        type = kind.meaning ?? "peripheral device type \(kind.rawValue)"
        make = [
            inquiry.t10VendorIdentification, inquiry.productIdentification,
            inquiry.productRevisionLevel,
        ].map { $0.trimmed }.filter { !$0.isEmpty }.joined(separator: " ")
        hasCopyManager = inquiry.thirdPartyCopy
        if kind == .directAccess { try askCapacity(way) }
        if hasCopyManager {
            let length = Self.allocationLength
            limits = CopyManagerLimits(
                try Self.answer(
                    way,
                    ReceiveCopyResultsCDB(
                        .operatingParameters, allocationLength: UInt32(length)),
                    length: length, as: CopyOperatingParametersData.self))
        }
    }

    /// READ CAPACITY(16), which old disks do not know, else READ CAPACITY(10).
    private mutating func askCapacity(_ way: RetryingInitiator) throws(Refusal) {
        let last: UInt64
        let length: UInt32
        do throws(Refusal) {
            let data = try Self.answer(
                way, ReadCapacity16CDB(allocationLength: 32), length: 32,
                as: ReadCapacity16ParameterData.self)
            (last, length) = (data.returnedLogicalBlockAddress, data.logicalBlockLengthInBytes)
        } catch {
            guard error.isUnknownCommand else { throw error }
            let data = try Self.answer(
                way, ReadCapacity10CDB(), length: 8, as: ReadCapacity10ParameterData.self)
            last = UInt64(data.returnedLogicalBlockAddress)
            length = data.logicalBlockLengthInBytes
        }
        blockLength = length
        let (count, overflow) = last.addingReportingOverflow(1)
        let bytes = count.multipliedReportingOverflow(by: UInt64(length))
        byteCount = overflow || bytes.overflow ? nil : bytes.partialValue
    }

    /// The most bytes of operating parameters that are asked for.
    private static let allocationLength = 4096

    private static func answer<Command: WireStructure, Data: WireStructure>(
        _ way: RetryingInitiator, _ command: Command, length: Int, as _: Data.Type
    ) throws(Refusal) -> Data {
        let reply = way.execute(CommandRequest(cdb: command.encoded(), dataInLength: length))
        let name = Command.commandName
        let sense = reply.checkConditionSense
        guard reply.hasSucceeded else {
            throw Refusal(
                description: "\(name): \(reply.text(sense: sense))",
                isUnknownCommand: sense?.key == .illegalRequest)
        }
        do {
            return try Data(reply.dataIn)
        } catch {
            throw Refusal(description: "\(name): \(error)", isUnknownCommand: false)
        }
    }
}

/// A command that brought no answer.
private struct Refusal: Error, CustomStringConvertible {
    let description: String
    /// Whether the device knows no such command.
    let isUnknownCommand: Bool
}

extension String {
    /// The text without blanks at its ends, and with a question mark for what no terminal should
    /// be sent: a device may say anything.
    fileprivate var trimmed: String {
        var bytes = utf8.map { (0x20...0x7E).contains($0) || $0 == 0 ? $0 : UInt8(ascii: "?") }
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0 }
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return String(decoding: bytes.drop(while: isBlank), as: UTF8.self)
    }
}
