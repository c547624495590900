import Media
import SCSI

/// What the segments 0Bh to 0Fh of one copy held for RECEIVE COPY DATA.
struct HeldData {
    private var buffer = DataBuffer()
    /// HELD DATA LIMIT.
    let limit: Int
    /// Which bytes are kept where there are more.
    let retention: CopyManagerSwitches.HeldDataRetention
    /// HDD: some were discarded.
    private(set) var hasDiscarded = false

    /// Nothing held yet.
    init(limit: UInt32, retention: CopyManagerSwitches.HeldDataRetention) {
        self.limit = Int(limit)
        self.retention = retention
    }

    /// The bytes, oldest first.
    var bytes: [UInt8] { (try? buffer.bytes()) ?? [] }

    /// Adds what a segment processed.
    mutating func append(_ data: DataBuffer) throws(CopyFailure) {
        var data = data
        do {
            // The source may change before anybody asks for what is held.
            try data.materialize()
        } catch {
            throw CopyFailure(.thirdPartyDeviceFailure)
        }
        let surplus = buffer.count + data.count - limit
        if surplus > 0 { hasDiscarded = true }
        switch retention {
        case .newest:
            if data.count > limit { _ = data.takeFirst(data.count - limit) }
            let room = limit - data.count
            if buffer.count > room { _ = buffer.takeFirst(buffer.count - room) }
            buffer.append(data)
        case .oldest:
            let room = max(0, limit - buffer.count)
            buffer.append(data.takeFirst(min(room, data.count)))
        }
    }
}
