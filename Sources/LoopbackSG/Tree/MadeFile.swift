/// The files of the tree whose content is made when they are opened. Each logical unit has as
/// many numbers as there are kinds.
enum MadeFile: Int, CaseIterable, Sendable {
    /// `stat` of a disk, as /sys/block has it.
    case diskStatistics
    /// `options` of a tape.
    case tapeOptions
    /// `default_blksize`.
    case tapeDefaultBlockLength
    /// `default_density`.
    case tapeDefaultDensity
    /// `default_compression`.
    case tapeDefaultCompression

    /// The number of one logical unit's file.
    func number(lun: Int) -> Int { lun * Self.allCases.count + rawValue }

    /// What a number stands for.
    static func find(_ number: Int) -> (file: MadeFile, lun: Int)? {
        guard number >= 0, let file = MadeFile(rawValue: number % allCases.count) else {
            return nil
        }
        return (file, number / allCases.count)
    }

    /// What stands in the file that stands for it.
    func line(lun: Int) -> String { "made \(number(lun: lun)) 0:0\n" }
}

extension TapeOptions {
    /// The content of a tape's file; `nil` for what is no tape's.
    func content(of file: MadeFile) -> String? {
        switch file {
        case .diskStatistics: nil
        // st shows booleans alone, in hexadecimal.
        case .tapeOptions: hexadecimal(flags.rawValue, digits: 8) + "\n"
        case .tapeDefaultBlockLength: "\(defaultBlockLength.map { Int($0) } ?? -1)\n"
        case .tapeDefaultDensity:
            defaultDensity.map { hexadecimal(UInt32($0), digits: 2) + "\n" } ?? "-1\n"
        case .tapeDefaultCompression: "\(defaultCompression.map { $0 ? 1 : 0 } ?? -1)\n"
        }
    }

    private func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
