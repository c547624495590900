import SCSI
import Testing
import WireBytes

/// A value that the dissector prints.
enum Found: Sendable, Equatable {
    case number(UInt64)
    case text(String)
    case bytes([UInt8])

    /// Whether a text of the dissector says this. Numbers it prints decimal, hexadecimal or as a
    /// truth, and bytes with colons or without.
    func isSaid(by text: String) -> Bool {
        switch self {
        case .number(let number):
            switch text {
            case "True": number == 1
            case "False": number == 0
            default:
                (text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text))
                    == number
            }
        case .text(let wanted): text == wanted
        case .bytes(let bytes):
            text.filter { $0 != ":" } == hexPairs(bytes).filter { $0 != " " }
        }
    }
}

extension Found: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    init(integerLiteral value: UInt64) { self = .number(value) }
    init(stringLiteral value: String) { self = .text(value) }
}

/// A capture, and what the dissector must find in its frames.
struct Dissection {
    private var capture = ISCSICapture()
    /// By frame, then by the field's name: every occurrence.
    private var expected: [[String: [Found]]] = []

    /// A session with a unit of that kind; the INQUIRY at its start tells the dissector.
    init(_ deviceType: PeripheralDeviceType) {
        var data = StandardInquiryData()
        data.peripheralDeviceType = deviceType
        add(
            InquiryCDB(allocationLength: 96), dataIn: data.encoded(),
            inReply: ["scsi.inquiry.devtype": Self.type(deviceType)])
    }

    /// The kind of device stands in the data and, as what is known of the unit, before and behind.
    private static func type(_ type: PeripheralDeviceType) -> [Found] {
        [0, .number(UInt64(type.rawValue)), .number(UInt64(type.rawValue))]
    }

    /// Puts a command into the capture: what is to be found in its frame, with data-out, and in
    /// the frame of its data-in or its response.
    mutating func add(
        _ command: some WireStructure, dataOut: [UInt8] = [], dataIn: [UInt8] = [],
        sense: [UInt8] = [], finds: [String: [Found]] = [:], inReply: [String: [Found]] = [:]
    ) {
        capture.add(command.encoded(), dataOut: dataOut, dataIn: dataIn, sense: sense)
        expected += [finds, inReply]
    }

    /// Lets the dissector read the capture and compares. It must not find a frame malformed.
    func check() throws {
        let names = Set(expected.flatMap(\.keys)).sorted()
        let faults = ["_ws.malformed", "_ws.expert.message"]
        let frames = try Tshark.fields(names + faults, of: capture)
        try #require(frames.count == expected.count)
        for (index, frame) in frames.enumerated() {
            for (name, wanted) in expected[index] {
                let found = frame[name] ?? []
                #expect(
                    found.count == wanted.count
                        && zip(wanted, found).allSatisfy { $0.isSaid(by: $1) },
                    "frame \(index), \(name): \(wanted) expected, \(found) found")
            }
            for name in faults { #expect(frame[name] == [], "frame \(index)") }
        }
    }
}
