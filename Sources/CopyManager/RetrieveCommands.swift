import Devices
import SCSI
import Timebase
import WireBytes

/// The commands of 84h: what became of a copy, and what the copy manager can do.
extension CopyManager {
    // MARK: RECEIVE COPY OPERATING PARAMETERS

    func operatingParameters(_ call: ThirdPartyCopyCall) -> Completion {
        let fault = profile.operatingParametersFault(
            listIdentifier: call.task.cdb[2], allocationLength: Int(call.allocationLength))
        if let fault { return .invalidCDB(byte: fault) }
        let limits = profile.advertised
        var data = CopyOperatingParametersData()
        data.supportsNoListIdentifier = limits.supportsNoListIdentifier
        data.maximumCSCDDescriptorCount = limits.maximumCSCDDescriptorCount
        data.maximumSegmentDescriptorCount = limits.maximumSegmentDescriptorCount
        data.maximumDescriptorListLength = limits.maximumDescriptorListLength
        data.maximumSegmentLength = limits.maximumSegmentLength
        data.maximumInlineDataLength = limits.maximumInlineDataLength
        data.heldDataLimit = limits.heldDataLimit
        data.maximumStreamDeviceTransferSize = limits.maximumStreamDeviceTransferSize
        // Without SNLID the field is zero: there are no copies but those with identifiers.
        data.totalConcurrentCopies =
            limits.supportsNoListIdentifier ? limits.totalConcurrentCopies : 0
        data.maximumConcurrentCopies = limits.maximumIdentifiedConcurrentCopies
        data.dataSegmentGranularity = limits.dataSegmentGranularity
        data.inlineDataGranularity = limits.inlineDataGranularity
        data.heldDataGranularity = limits.heldDataGranularity
        data.implementedDescriptors = profile.segmentTypes + profile.cscdTypes
        return .good(data.encoded(), allocationLength: call.allocationLength)
    }

    // MARK: RECEIVE COPY STATUS, DATA and FAILURE DETAILS(LID1)

    private func nameLID1(_ call: ThirdPartyCopyCall) -> CopyName {
        call.name(UInt32(call.task.cdb[2]))
    }

    func copyStatus(_ call: ThirdPartyCopyCall) -> Completion {
        let name = nameLID1(call)
        var data = CopyStatusLID1Data()
        let bytesWritten: UInt64
        if let operation = results.running[name]?.operation {
            data.copyManagerStatus = .inProgress
            data.segmentsProcessed = UInt16(clamping: operation.segmentsProcessed)
            data.heldDataDiscarded = operation.held.hasDiscarded
            bytesWritten = operation.bytesWritten
        } else if let result = results.result(name, at: call.now), result.hasStatus {
            data.copyManagerStatus = result.status == .good ? .completed : .completedWithErrors
            data.segmentsProcessed = UInt16(clamping: result.segmentsProcessed)
            data.heldDataDiscarded = result.held.hasDiscarded
            bytesWritten = result.bytesWritten
            // A cut answer does not count as read.
            if call.allocationLength >= 12 { dropRead(name) { $0.hasStatus = false } }
        } else {
            return .invalidCDB(byte: 2)
        }
        (data.transferCountUnits, data.transferCount) = TransferCountUnits.fitting(
            bytesWritten, atLeast: profile.quirks.smallestTransferCountUnits)
        return .good(data.encoded(), allocationLength: call.allocationLength)
    }

    /// What was read goes, or with it all that is kept of the copy.
    private func dropRead(_ name: CopyName, _ change: (inout CopyResult) -> Void) {
        if profile.quirks.dropsResultsAfterRead {
            results.drop(name)
        } else {
            results.change(name, change)
        }
    }

    func copyData(_ call: ThirdPartyCopyCall) -> Completion {
        let name = nameLID1(call)
        guard results.running[name] == nil, let result = results.result(name, at: call.now)
        else { return .invalidCDB(byte: 2) }
        var data = CopyDataLID1Data()
        data.heldData = result.held.bytes
        let bytes = data.encoded()
        dropHeld(name, bytes.count, call)
        return .good(bytes, allocationLength: call.allocationLength)
    }

    /// Held data goes when all of it was returned, and when nothing of it is wanted.
    private func dropHeld(_ name: CopyName, _ byteCount: Int, _ call: ThirdPartyCopyCall) {
        if call.allocationLength == 0 || Int(call.allocationLength) >= byteCount {
            results.change(name) { $0.held.bytes = [] }
        }
    }

    func failureDetails(_ call: ThirdPartyCopyCall) -> Completion {
        let name = nameLID1(call)
        guard results.running[name] == nil, let result = results.result(name, at: call.now)
        else { return .invalidCDB(byte: 2) }
        guard result.hasDetails else {
            return .good([0, 0, 0, 0], allocationLength: call.allocationLength)
        }
        var data = CopyFailureDetailsLID1Data()
        data.extendedCopyCommandStatus =
            profile.quirks.failureDetailsHoldCopyState
            ? CopyManagerStatus.completedWithErrors.rawValue : result.status.rawValue
        data.senseData = result.senseBytes
        var bytes = data.encoded()
        let available = Int64(bytes.count - 4 + profile.quirks.failureDetailsLengthError)
        bytes.setBigEndian(UInt64(clamping: available), at: 0, count: 4)
        if call.allocationLength == 0 || Int(call.allocationLength) >= bytes.count {
            dropRead(name) { $0.hasDetails = false }
        }
        return .good(bytes, allocationLength: call.allocationLength)
    }

    // MARK: RECEIVE COPY STATUS and DATA(LID4), RECEIVE ROD TOKEN INFORMATION

    /// The report that the newer commands share, and what each of them adds.
    func copyReport(_ call: ThirdPartyCopyCall) -> Completion {
        let name = call.name(UInt32(call.task.cdb.bigEndian(at: 2, count: 4)))
        if let running = results.running[name] {
            results.noteReport(of: name)
            return .good(
                report(running, call.command), allocationLength: call.allocationLength)
        }
        guard let result = results.result(name, at: call.now) else {
            return .invalidCDB(byte: 2)
        }
        let bytes = report(result, call.command)
        forget(result, call, byteCount: bytes.count)
        return .good(bytes, allocationLength: call.allocationLength)
    }

    private func report(
        _ running: CopyResults.Running, _ command: ThirdPartyCopyCommand
    ) -> [UInt8] {
        var data = CopyOperationReport()
        data.responseToServiceAction = ExtendedCopyServiceAction(
            rawValue: running.command.serviceAction)
        data.copyOperationStatus = running.isBackground ? .inBackground : .inForeground
        data.estimatedStatusUpdateDelay = .max
        (data.transferCount, data.transferCountUnits) = running.operation.transferred
        data.segmentsProcessed = UInt16(clamping: running.operation.segmentsProcessed)
        switch command {
        case .copyStatusLID4: return CopyStatusLID4Data(data).encoded()
        case .rodTokenInformation:
            // Hosts that know no other command ask by this one until it is done; tokens are told of
            // when they are all there.
            return RODTokenInformationData(data, rodTokenDescriptors: []).encoded()
        default: break
        }
        data.heldDataDiscarded = running.operation.held.hasDiscarded
        return CopyDataLID4Data(data, heldData: []).encoded()
    }

    private func report(_ result: CopyResult, _ command: ThirdPartyCopyCommand) -> [UInt8] {
        var data = CopyOperationReport()
        data.responseToServiceAction = ExtendedCopyServiceAction(
            rawValue: result.command.serviceAction)
        data.copyOperationStatus = result.operationStatus
        data.operationCounter = result.operationCounter
        data.estimatedStatusUpdateDelay = profile.switches.completionDelay
        data.extendedCopyCompletionStatus = result.status.rawValue
        data.senseData = result.operationStatus == .terminated ? [] : result.senseBytes
        data.transferCountUnits = result.transferCountUnits
        data.transferCount = result.transferCount
        data.segmentsProcessed = UInt16(clamping: result.segmentsProcessed)
        switch command {
        case .copyDataLID4:
            data.heldDataDiscarded = result.held.hasDiscarded
            let isThere = result.operationStatus.isWithoutErrors
            return CopyDataLID4Data(data, heldData: isThere ? result.held.bytes : []).encoded()
        case .rodTokenInformation:
            return RODTokenInformationData(data, rodTokenDescriptors: result.tokens).encoded()
        default:
            return CopyStatusLID4Data(data).encoded()
        }
    }

    /// What a report took away, by being whole or by not being wanted.
    private func forget(_ result: CopyResult, _ call: ThirdPartyCopyCall, byteCount: Int) {
        let isWhole = Int(call.allocationLength) >= byteCount
        switch call.command {
        case .copyDataLID4: dropHeld(result.name, byteCount, call)
        case .rodTokenInformation:
            if call.allocationLength == 0 { results.change(result.name) { $0.tokens = [] } }
        default:
            if isWhole && profile.switches.dropLid4AfterRead { results.drop(result.name) }
        }
    }
}

extension CopyOperationStatus {
    /// Whether what a copy held or made is there to be taken.
    fileprivate var isWithoutErrors: Bool {
        self == .completed || self == .completedPartially || self == .completedWithResidual
    }
}
