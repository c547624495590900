import Devices
import SCSI
import Timebase
import WireBytes

/// The commands about tokens. They act on the logical unit that got them, through the same checks
/// as the commands of a copy.
extension CopyManager {
    // MARK: POPULATE TOKEN

    func populateToken(_ call: ThirdPartyCopyCall) throws(CopyFailure) -> TaskOutcome {
        try tokenCommand(call) { (list, name) throws(CopyFailure) in
            let check = TokenListCheck(
                bytes: list, cdb: call.task.cdb, places: .populateToken, rules: profile.tokens)
            guard let (ranges, type, timeout) = try check.populateRequest() else { return nil }
            var io = CopyIO(segment: 0, start: call.now, busyRetries: profile.subcommandRetries)
            let (_, capacity) = try context(call).receiverDisk(.source, &io)
            try ranges.requireOnDisk(capacity)
            let request = PopulateTokenOperation.Request(
                type: type, ranges: ranges, capacity: capacity, inactivityTimeout: timeout)
            return PopulateTokenOperation(
                request, store: rods, order(call, name, delay: io.duration))
        }
    }

    // MARK: WRITE USING TOKEN

    func writeUsingToken(_ call: ThirdPartyCopyCall) throws(CopyFailure) -> TaskOutcome {
        try tokenCommand(call) { (list, name) throws(CopyFailure) in
            let check = TokenListCheck(
                bytes: list, cdb: call.task.cdb, places: .writeUsingToken, rules: profile.tokens)
            guard let ranges = try check.writtenRanges() else { return nil }
            let token: UsableToken
            do throws(TokenFault) {
                token = try rods.validate(check.token, at: call.now)
            } catch {
                throw error.failure(tokenAt: TokenListCheck.tokenPlace)
            }
            var io = CopyIO(segment: 0, start: call.now, busyRetries: profile.subcommandRetries)
            let (binding, capacity) = try context(call).receiverDisk(.destination, &io)
            let offset = try check.offset(into: token.rod, blockLength: binding.blockLength)
            try ranges.requireOnDisk(capacity)
            token.beginUse(by: call.task.nexus, at: call.now)
            let request = WriteUsingTokenOperation.Request(
                token: token, destination: binding, ranges: ranges, offset: offset,
                deletesToken: check.deletesToken)
            return WriteUsingTokenOperation(
                request, store: rods, order(call, name, delay: io.duration))
        }
    }

    // MARK: What the two have in common

    /// Checks what both have, and begins what `prepare` makes of the parameter list; where that is
    /// nothing the command has ended.
    private func tokenCommand(
        _ call: ThirdPartyCopyCall,
        _ prepare: ([UInt8], CopyName) throws(CopyFailure) -> TokenOperation?
    ) throws(CopyFailure) -> TaskOutcome {
        let length = UInt32(call.task.cdb.bigEndian(at: 10, count: 4))
        guard let list = try parameterList(call, length: length) else { return .ended(.good) }
        let name = call.name(UInt32(call.task.cdb.bigEndian(at: 6, count: 4)))
        if let other = results.running[name] {
            if other.command != .extendedCopyLID1 { throw CopyFailure(.listIdentifierInUse) }
            throw CopyFailure(.listIdentifierInUseByOtherFormat, at: .cdb(6))
        }
        guard hasRoom(forIdentified: true) else { return .ended(Completion(status: .busy)) }
        let operation: TokenOperation
        do throws(CopyFailure) {
            guard let prepared = try prepare(list, name) else { return .ended(.good) }
            operation = prepared
        } catch {
            return .ended(.check(profile.senseOfTokenCommand(error)))
        }
        // The lists of both have the bit at the same place.
        let isImmediate = list[2] & 0x01 != 0
        enter(operation, call.command, name, isBackground: isImmediate)
        return isImmediate ? .background(.good, operation) : .running(operation)
    }

    private func context(_ call: ThirdPartyCopyCall) -> CopyContext {
        CopyContext(
            nexus: call.task.nexus, receiver: call.receiver, profile: profile,
            resolver: resolver, observe: observe)
    }

    private func order(
        _ call: ThirdPartyCopyCall, _ name: CopyName, delay: Nanoseconds
    ) -> TokenOperation.Order {
        TokenOperation.Order(
            context: context(call), delay: delay,
            mustWait: { [unowned self] in higherPriority($0, $1) },
            finished: { [unowned self] operation, completion in
                end(operation, call.command, name, completion)
            })
    }

    private func end(
        _ operation: TokenOperation, _ command: ThirdPartyCopyCommand, _ name: CopyName,
        _ completion: Completion
    ) {
        leave(operation)
        var result = CopyResult(name: name, command: command)
        result.bytesWritten = operation.bytesWritten
        (result.transferCount, result.transferCountUnits) = operation.transferred
        result.status = operation.wasTerminated ? .taskAborted : completion.status
        result.senseBytes = completion.senseBytes
        result.operationStatus =
            operation.wasTerminated
            ? .terminated
            : completion.status != .good
                ? .completedWithErrors : operation.isPartial ? .completedPartially : .completed
        result.tokens = operation.tokens
        result.ended = operation.stepEnd
        result.hasDetails = completion.status != .good
        results.end(result)
    }

    // MARK: REPORT ALL ROD TOKENS

    func reportAllRODTokens(_ call: ThirdPartyCopyCall) -> Completion {
        let tokens = rods.managementTokens(
            for: call.task.nexus, receiver: call.receiver, at: call.now)
        return .good(
            AllRODTokensData(rodManagementTokens: tokens).encoded(),
            allocationLength: call.allocationLength)
    }
}
