/// The bytes of an NTFS volume: where its parser reads from.
struct NTFSDisk {
    let reader: any BlockReader
    let part: DiskPart
    let geometry: NTFSGeometry

    /// Bytes of the volume.
    func read(at place: UInt64, count: Int) throws(BlockReadFailure) -> [UInt8] {
        try part.read(reader, at: place, count: count)
    }

    /// Bytes of a value, as they are on disk: holes and what is not known are zeros.
    ///
    /// - Parameter count: as many as the caller can hold.
    func read(
        _ runs: ClusterRuns, at offset: UInt64, count: Int
    ) throws(BlockReadFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let wanted = UInt64(count - bytes.count)
            let place = offset + UInt64(bytes.count)
            switch runs.piece(at: place, clusterLength: geometry.clusterLength) {
            case .stored(let start, let length):
                let part = try read(at: start, count: Int(min(length, wanted)))
                if bytes.isEmpty, part.count == count { return part }
                bytes.reserveCapacity(count)
                bytes += part
            case .zeros(let length):
                bytes += repeatElement(0, count: Int(min(length, wanted)))
            case .lost(let length):
                bytes += repeatElement(0, count: Int(min(length ?? wanted, wanted)))
            }
        }
        return bytes
    }

    /// A FILE record, its update sequence restored; nil with a reason where it cannot be used.
    func record(at place: UInt64) -> (bytes: [UInt8]?, problem: String) {
        do {
            var bytes = try read(at: place, count: geometry.recordLength)
            let outcome = UpdateSequence.restore(&bytes, signature: UpdateSequence.file)
            return outcome == .restored ? (bytes, "") : (nil, outcome.text)
        } catch {
            return (nil, error.description)
        }
    }
}

extension UpdateSequence.Outcome {
    /// What is wrong, for a finding.
    var text: String {
        switch self {
        case .restored: "nothing"
        case .otherSignature: "signature: another than the structure's"
        case .malformed: "update sequence: its offset or its length cannot be"
        case .torn: "update sequence: another at the end of a sector; only a part was written"
        }
    }
}
