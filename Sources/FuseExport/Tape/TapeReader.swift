import Devices
import Fabric
import Glibc
import Media
import Synchronization

/// A file made of what is on a tape, as the tape was when the file was opened.
///
/// What is added behind it later is not in it: opened again, the file has it. Where the tape has
/// been written over from before its end, or another cartridge is in the drive, the rest cannot be
/// read any more: ESTALE. An object that the cartridge has lost is EIO at its place.
final class TapeReader: Sendable {
    /// What the file shows.
    enum Form: Sendable {
        /// The bytes of some records, joined.
        case joined(Range<Int64>)
        /// All objects, as a SIMH tape image.
        case image
    }

    private let map: TapeMap
    private let form: Form
    private let unit: RealTimeUnit
    private let fabric: RealTimeFabric
    /// The length in bytes.
    let byteCount: Int64
    /// Where the file's bytes begin among those of all records.
    private let start: Int64
    /// From where on nothing can be read, because an object is lost.
    private let damage: Int64?
    /// The record that was read last: a long one is read piece by piece.
    private let latest = Mutex<(number: Int64, data: DataBuffer)?>(nil)

    init(_ map: TapeMap, _ form: Form, _ unit: RealTimeUnit, fabric: RealTimeFabric) {
        self.map = map
        self.form = form
        self.unit = unit
        self.fabric = fabric
        switch form {
        case .joined(let objects):
            let start = map.dataOffset(ofObject: objects.lowerBound)
            self.start = start
            byteCount = map.dataOffset(ofObject: objects.upperBound) - start
            damage = map.firstUnknown(in: objects).map { map.dataOffset(ofObject: $0) - start }
        case .image:
            start = 0
            byteCount = map.imageCount + Int64(SIMHTapeImage.endOfMedium.count)
            damage = map.firstUnknown(in: 0..<map.objectCount)
                .map { map.imageOffset(ofObject: $0) }
        }
    }

    /// Reads up to `count` bytes; fewer at the end of the file.
    ///
    /// - Parameter offset: at least 0.
    func read(at offset: Int64, count: Int) -> Result<DataBuffer, ErrorNumber> {
        if let damage, offset >= damage { return .failure(ErrorNumber(EIO)) }
        let end = min(damage ?? byteCount, byteCount)
        guard offset < end else { return .success(DataBuffer()) }
        let length = Int(min(Int64(count), end - offset))
        var data = DataBuffer()
        do throws(ErrorNumber) {
            while data.count < length {
                let place = offset + Int64(data.count)
                var piece =
                    switch form {
                    case .joined: try joined(at: start + place)
                    case .image: try image(at: place)
                    }
                data.append(piece.takeFirst(min(piece.count, length - data.count)))
            }
            return .success(data)
        } catch {
            return .failure(error)
        }
    }

    /// The rest of a record, from a byte of all records' bytes on.
    private func joined(at offset: Int64) throws(ErrorNumber) -> DataBuffer {
        let place = map.record(atData: offset)
        var data = try record(place.number, length: place.length)
        _ = data.takeFirst(place.skipped)
        return data
    }

    /// The rest of an object, from a byte of the tape image on.
    private func image(at offset: Int64) throws(ErrorNumber) -> DataBuffer {
        var data = DataBuffer()
        var skipped = Int(offset - map.imageCount)
        if offset >= map.imageCount {
            data = DataBuffer(SIMHTapeImage.endOfMedium)
        } else {
            let place = map.object(atImage: offset)
            skipped = place.skipped
            switch place.object {
            case .record(let length):
                data = DataBuffer(SIMHTapeImage.header(length: length))
                data.append(try record(place.number, length: length))
                data.append(DataBuffer(SIMHTapeImage.trailer(length: length)))
            case .filemark: data = DataBuffer(SIMHTapeImage.tapeMark)
            case .unknown: throw ErrorNumber(EIO)
            }
        }
        _ = data.takeFirst(skipped)
        return data
    }

    /// A record's bytes, in memory.
    private func record(_ number: Int64, length: Int) throws(ErrorNumber) -> DataBuffer {
        if let latest = latest.withLock({ $0 }), latest.number == number { return latest.data }
        let result = fabric.withUnit(unit) { unit -> Result<DataBuffer, ErrorNumber> in
            guard let medium = (unit.logicalUnit as? SequentialAccessUnit)?.cartridge,
                TapeMap.Source(medium) == map.source
            else { return .failure(ErrorNumber(ESTALE)) }
            guard var data = try? medium.read(number), data.count == length,
                (try? data.materialize()) != nil
            else { return .failure(ErrorNumber(EIO)) }
            return .success(data)
        }
        let data = try result.get()
        latest.withLock { $0 = (number, data) }
        return data
    }
}
