import Media
import Testing

/// What a tape should hold, as a plain list.
struct TapeModel: Equatable {
    enum Object: Equatable {
        case record([UInt8])
        case filemark
    }

    private(set) var objects: [Object] = []
    private var written = 0

    /// The objects that are there before anything after `count` was written.
    func prefix(_ count: Int) -> [Object] { Array(objects.prefix(count)) }

    /// Writes `count` records, no two of which are equal, at an object number.
    mutating func write(
        records count: Int = 1,
        length: Int,
        at number: Int? = nil,
        to tape: any TapeMedium
    ) throws {
        let number = number ?? objects.count
        var data = DataBuffer()
        objects.removeSubrange(number...)
        for _ in 0..<count {
            written += 1
            let bytes = distinctBytes(written, count: length)
            data.append(.memory(bytes[...]))
            objects.append(.record(bytes))
        }
        try tape.append(data, recordLength: length, at: Int64(number))
    }

    /// Writes one record with given data.
    mutating func write(_ bytes: [UInt8], to tape: any TapeMedium) throws {
        objects.append(.record(bytes))
        try tape.append(
            DataBuffer(bytes), recordLength: bytes.count, at: Int64(objects.count) - 1)
    }

    mutating func write(
        filemarks count: Int,
        at number: Int? = nil,
        to tape: any TapeMedium
    ) throws {
        let number = number ?? objects.count
        objects.removeSubrange(number...)
        objects += [Object](repeating: .filemark, count: count)
        try tape.append(filemarks: count, at: Int64(number))
    }

    mutating func endData(at number: Int, on tape: any TapeMedium) throws {
        objects.removeSubrange(number...)
        try tape.endData(at: Int64(number))
    }

    /// Drops what a crash has taken away.
    mutating func forget(from number: Int) { objects.removeSubrange(number...) }

    /// Compares everything that a tape tells about its objects.
    func expectEqual(
        to tape: any TapeMedium,
        _ comment: Comment? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let seen = try contents(of: tape)
        #expect(seen == objects.map(Seen.init), comment, sourceLocation: sourceLocation)
        var filemarks: [Int64] = []
        var used: Int64 = 0
        var isRight = true
        for number in 0...objects.count {
            isRight = isRight && tape.filemarks(before: Int64(number)) == Int64(filemarks.count)
            isRight = isRight && tape.usedByteCount(before: Int64(number)) == used
            guard number < objects.count else { break }
            switch objects[number] {
            case .record(let bytes):
                used += Int64(bytes.count)
            case .filemark:
                filemarks.append(Int64(number))
                used += TapeGeometry.filemarkByteCount
            }
        }
        for (index, number) in filemarks.enumerated() {
            isRight = isRight && tape.filemark(Int64(index)) == number
        }
        isRight = isRight && tape.filemark(Int64(filemarks.count)) == nil
        isRight = isRight && tape.filemark(-1) == nil
        isRight = isRight && tape.firstUnknown(from: 0) == nil
        #expect(isRight, comment, sourceLocation: sourceLocation)
    }
}

/// What a tape shows at one place.
enum Seen: Equatable {
    case record([UInt8])
    case filemark
    case unreadable

    init(_ object: TapeModel.Object) {
        self =
            switch object {
            case .record(let bytes): .record(bytes)
            case .filemark: .filemark
            }
    }
}

/// Reads a tape from its beginning to its end.
func contents(of tape: any TapeMedium) throws -> [Seen] {
    (0..<tape.objectCount).map { number in
        switch tape.object(number) {
        case .filemark: .filemark
        case .unknown: .unreadable
        case .record(let length):
            if let bytes = try? tape.read(number).bytes(), bytes.count == length {
                .record(bytes)
            } else {
                .unreadable
            }
        }
    }
}

/// Whether what is seen is true where it is readable at all.
func isTrue(_ seen: [Seen], to objects: [TapeModel.Object]) -> Bool {
    seen.count <= objects.count
        && zip(seen, objects).allSatisfy { $0 == .unreadable || $0 == Seen($1) }
}

extension CartridgeManifest {
    /// A cartridge for tests: 1 MiB, early warning at 768 KiB.
    static func small(_ name: String = "SB0001L8") throws -> CartridgeManifest {
        try CartridgeManifest(
            volumeIdentifier: name, capacity: 1 << 20, earlyWarning: 768 << 10)
    }
}

/// The files of a cartridge, as they are at one moment, and a way to make another cartridge of
/// them: what a crash leaves behind.
struct CartridgeFiles {
    var manifest: [UInt8] = []
    var log: [UInt8] = []
    var index: [UInt8]?

    init() {}

    init(_ path: String) throws {
        manifest = try fileBytes(path + "/manifest")
        log = try fileBytes(path + "/partition-0.log")
        let indexPath = path + "/partition-0.index"
        index = isThere(indexPath) ? try fileBytes(indexPath) : nil
    }

    /// Puts the files into the directory of a cartridge that no one has mounted.
    func restore(to path: String) throws {
        try writeFile(path + "/manifest", manifest)
        try writeFile(path + "/partition-0.log", log)
        let indexPath = path + "/partition-0.index"
        if let index {
            try writeFile(indexPath, index)
        } else if isThere(indexPath) {
            try removeItem(indexPath)
        }
    }

    func with(log: [UInt8], index: [UInt8]? = nil) -> CartridgeFiles {
        var files = self
        files.log = log
        files.index = index
        return files
    }
}
