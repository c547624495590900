import SCSI

/// Sends EXTENDED COPY commands, each with a list identifier of its own, by which the copy manager
/// is asked afterwards what it did.
struct CopySender {
    /// How many were sent.
    private(set) var count = 0
    private var listIdentifier: UInt8 = 0

    /// Sends one list and waits for its end.
    mutating func send(_ list: ExtendedCopyParameterList, to device: Device) -> Reply {
        // 0 is for copies without a list identifier.
        listIdentifier = listIdentifier == .max ? 1 : listIdentifier + 1
        count += 1
        var list = list
        list.header.listIdentifier = listIdentifier
        let bytes = list.encoded()
        return device.send(
            ExtendedCopyLID1CDB(parameterListLength: UInt32(bytes.count)), dataOut: bytes,
            timeout: Device.copyTimeout)
    }

    /// What RECEIVE COPY STATUS says of the last list; nil where it has no answer.
    func status(from device: Device) -> CopyStatusLID1Data? {
        let length = 12
        let reply = device.send(
            ReceiveCopyResultsCDB(
                .copyStatus, listIdentifier: listIdentifier, allocationLength: UInt32(length)),
            dataInLength: length)
        return reply.isGood ? try? CopyStatusLID1Data(reply.dataIn) : nil
    }
}

extension CopyStatusLID1Data {
    /// Bytes that were written to the destination: TRANSFER COUNT in its units.
    var transferredBytes: UInt64? {
        guard let unit = transferCountUnits.byteCount else { return nil }
        let (bytes, overflow) = UInt64(transferCount).multipliedReportingOverflow(by: unit)
        return overflow ? nil : bytes
    }
}

extension CommandFailure {
    /// The sense data of a copy, decoded; nil where there is none that can be read.
    var copySense: SenseData? { try? SenseData(reply.sense, isFromCopy: true) }

    /// The status, the sense data and what it forwards, in words.
    var copyText: String {
        let sense = copySense
        var text = reply.text(sense: sense)
        let areas = [
            ("source", sense?.forwardedFromSource),
            ("destination", sense?.forwardedFromDestination),
        ]
        for (side, area) in areas {
            if let area, let inner = try? SenseData(area.sense) {
                text += "; the copy \(side) reported " + inner.text
            }
        }
        return text
    }
}

/// Blocks in words: `0 to 7, 32 to 99`.
func blockText(_ ranges: [Range<UInt64>]) -> String {
    let texts = ranges.filter { !$0.isEmpty }.map { "\($0.lowerBound) to \($0.upperBound - 1)" }
    return texts.isEmpty ? "none" : texts.joined(separator: ", ")
}
