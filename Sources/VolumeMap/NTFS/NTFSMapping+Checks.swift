/// What can be said only when all files are known.
extension NTFSMapping {
    /// Marks the files in $Extend, checks the names' directories, and finds the root.
    mutating func finishFiles() {
        volume.root = volume.file(number: SystemRecord.root)
        if volume.root == nil {
            report(record: SystemRecord.root, at: 0, "the root directory is lost")
        }
        markExtended()
        checkParents()
        if !hasVolumeInformation {
            report(
                record: SystemRecord.volume, at: 0,
                "$VOLUME_INFORMATION is lost, and with it whether the volume is dirty")
            // Nothing says that it is clean.
            volume.isDirty = true
        }
    }

    /// Files in $Extend, and in directories there, are the system's.
    private mutating func markExtended() {
        guard volume.file(number: SystemRecord.extend) != nil else { return }
        var isNested = false
        for index in volume.files.indices {
            let file = volume.files[index]
            guard volume.links(of: file).contains(where: { $0.parent == SystemRecord.extend })
            else { continue }
            volume.files[index].isMetadata = true
            if file.kind == .directory, file.number != SystemRecord.extend { isNested = true }
        }
        guard isNested else { return }
        // Each directory is decided once, from its nearest ancestor that is decided.
        var decided: [Bool?] = volume.files.map {
            $0.isMetadata && $0.kind == .directory && $0.number >= SystemRecord.firstOther
                ? true : nil
        }
        for index in volume.files.indices where !volume.files[index].isMetadata {
            var path: [Int] = []
            var verdict = false
            var next: Int? = index
            while let place = next {
                if let known = decided[place] {
                    verdict = known
                    break
                }
                // A directory that is its own ancestor is no one's.
                decided[place] = false
                path.append(place)
                next = volume.links(of: volume.files[place]).first
                    .flatMap { volume.file(number: $0.parent) }
            }
            if !verdict { continue }
            for place in path {
                decided[place] = true
                volume.files[place].isMetadata = true
            }
        }
    }

    /// Compares what the names remember of their directories with these.
    private mutating func checkParents() {
        var known: (number: UInt64, index: Int?) = (.max, nil)
        for file in volume.files {
            for link in volume.links(of: file) {
                if known.number != link.parent {
                    known = (link.parent, volume.file(number: link.parent))
                }
                let problem: String
                if let index = known.index {
                    let parent = volume.files[index]
                    // A directory that is a mount point, or a damaged one, can have files, too.
                    let canHold = parent.kind != .regular
                    let isPresent =
                        link.parentGeneration == 0 || link.parentGeneration == parent.generation
                    if canHold, isPresent { continue }
                    problem =
                        isPresent
                        ? "is no directory"
                        : "has sequence number \(parent.generation) now,"
                            + " \(link.parentGeneration) when this was named"
                } else {
                    problem = "is lost"
                }
                volume.findings.append(
                    MapFinding(
                        structure: "FILE record \(file.number)", byte: place(of: file),
                        file: file.number,
                        problem: "$FILE_NAME \(volume.name(link.name)): its directory,"
                            + " record \(link.parent), \(problem)"))
            }
        }
    }

    /// The place of a file's record on the volume; 0 where it is not known.
    func place(of file: MappedFile) -> UInt64 {
        let piece = layout.runs.piece(
            at: file.number * UInt64(disk.geometry.recordLength),
            clusterLength: disk.geometry.clusterLength)
        if case .stored(let place, _) = piece { return place }
        return 0
    }

    /// Reads the value of $Bitmap: which clusters are in use.
    mutating func readAllocation() {
        let count = (disk.geometry.clusterCount + 7) / 8
        volume.allocation = AllocationBitmap(bytes: [], unitCount: disk.geometry.clusterCount)
        guard let index = volume.file(number: SystemRecord.bitmap),
            let attribute = volume.attributes(of: volume.files[index]).first(where: {
                $0.typeCode == AttributeType.data && $0.name.isEmpty
            })
        else {
            report(record: SystemRecord.bitmap, at: 0, "$Bitmap is lost")
            return
        }
        let place = self.place(of: volume.files[index])
        if attribute.size < count {
            report(
                record: SystemRecord.bitmap, at: place,
                "$Bitmap: \(attribute.size) bytes for \(disk.geometry.clusterCount) clusters")
        }
        let runs = ClusterRuns(Array(volume.extents(of: attribute)))
        let known = runs.knownEnd.multipliedReportingOverflow(
            by: UInt64(disk.geometry.clusterLength))
        let wanted = min(count, attribute.size, known.overflow ? count : known.partialValue)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(wanted))
        while UInt64(bytes.count) < wanted {
            let part = min(wanted - UInt64(bytes.count), UInt64(DiskPart.largestRead))
            do {
                bytes += try disk.read(runs, at: UInt64(bytes.count), count: Int(part))
            } catch {
                report(record: SystemRecord.bitmap, at: place, "$Bitmap: \(error.description)")
                break
            }
        }
        volume.allocation.bytes = bytes
    }
}
