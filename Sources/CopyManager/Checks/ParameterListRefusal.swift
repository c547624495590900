import SCSI
import WireBytes

extension CopyManagerProfile {
    /// What a copy manager of this profile says of the parameter list of an EXTENDED COPY before it
    /// touches a device: `nil` where it begins to copy.
    ///
    /// - Parameters:
    ///   - bytes: the parameter list.
    ///   - isLID4: whether it came with EXTENDED COPY(LID4).
    public func refusal(ofParameterList bytes: [UInt8], isLID4: Bool = false) -> SenseData? {
        do throws(CopyFailure) {
            _ = try check(bytes, isLID4).acceptInDialect()
            return nil
        } catch {
            return sense(error)
        }
    }

    /// What ends a copy whose parameter list is not refused, and be its devices all that their CSCD
    /// descriptors say: the sense data of the first segment that cannot be processed.
    ///
    /// - Parameters:
    ///   - bytes: the parameter list.
    ///   - isLID4: whether it came with EXTENDED COPY(LID4).
    /// - Returns: the sense data, and where the segment descriptor begins in the parameter list,
    ///   from which its field pointer may count; `nil` where the list alone does not show that the
    ///   copy fails.
    public func abortion(
        ofParameterList bytes: [UInt8], isLID4: Bool = false
    ) -> (sense: SenseData, segmentOffset: Int)? {
        guard let list = try? check(bytes, isLID4).acceptInDialect(),
            let (failure, segment) = SegmentCheck(list: list, profile: self).firstFailure()
        else { return nil }
        return (sense(failure, in: segment), segment?.listOffset ?? 0)
    }

    /// What a copy manager of this profile says of the parameter list of a POPULATE TOKEN or WRITE
    /// USING TOKEN before it looks at its logical unit and at the tokens that there are: `nil` where
    /// it does so.
    ///
    /// - Parameters:
    ///   - bytes: the parameter list.
    ///   - usesToken: whether it came with WRITE USING TOKEN.
    public func refusal(ofTokenParameterList bytes: [UInt8], usesToken: Bool) -> SenseData? {
        let cdb = usesToken ? WriteUsingTokenCDB().encoded() : PopulateTokenCDB().encoded()
        let check = TokenListCheck(
            bytes: bytes, cdb: cdb, places: usesToken ? .writeUsingToken : .populateToken,
            rules: tokens)
        do throws(CopyFailure) {
            if usesToken {
                if try check.writtenRanges() != nil { try check.requireTokenForm() }
            } else {
                _ = try check.populateRequest()
            }
            return nil
        } catch {
            return senseOfTokenCommand(error)
        }
    }

    /// What a copy manager of this profile says of the CDB of a third-party copy command, whatever
    /// its data: `nil` where it goes on.
    ///
    /// - Parameter cdb: the CDB; one that is cut short is refused as one that is not known.
    public func refusal(ofCommand cdb: [UInt8]) -> SenseData? {
        guard cdb.count >= 16, let command = ThirdPartyCopyCommand(cdb: cdb), supports(command)
        else {
            return quirks.refusesServiceActionAsOperationCode
                ? SenseData(.illegalRequest, .invalidOperationCode, at: .cdb(0))
                : SenseData(.illegalRequest, .invalidFieldInCDB, at: .cdb(1, bit: 4))
        }
        let length = Int(clamping: cdb.bigEndian(at: 10, count: 4))
        switch command {
        case .extendedCopyLID1, .extendedCopyLID4:
            return refusal(ofLength: length, of: command)
        case .populateToken, .writeUsingToken:
            let places: TokenListCheck.Places =
                command == .populateToken ? .populateToken : .writeUsingToken
            return length == 0 || length >= places.ranges
                ? nil : senseOfTokenCommand(CopyFailure(.parameterListLengthMinimum))
        case .operatingParameters:
            return operatingParametersFault(listIdentifier: cdb[2], allocationLength: length).map {
                SenseData(.illegalRequest, .invalidFieldInCDB, at: .cdb($0))
            }
        default:
            return nil
        }
    }

    /// A list that is shorter than its header, which zero is not: it asks for nothing.
    private func refusal(ofLength length: Int, of command: ThirdPartyCopyCommand) -> SenseData? {
        if length == 0 { return nil }
        let isLID4 = command == .extendedCopyLID4
        let longest = max(ExtendedCopyLID1Header.byteCount, ExtendedCopyLID4Header.byteCount)
        let zeros = [UInt8](repeating: 0, count: min(length, longest))
        do throws(CopyFailure) {
            _ = try check(zeros, isLID4).acceptInDialect()
            return nil
        } catch {
            // Whatever else is wrong with zeros, the list that comes may have right.
            let isOfLength = [.parameterListLengthMinimum, .parameterListTruncated]
                .contains(error.condition)
            return isOfLength ? sense(error) : nil
        }
    }

    /// The byte of the CDB of a RECEIVE COPY OPERATING PARAMETERS that is refused.
    func operatingParametersFault(listIdentifier: UInt8, allocationLength: Int) -> Int? {
        guard let least = quirks.operatingParametersMinimumAllocation else { return nil }
        if listIdentifier != 0 { return 2 }
        return allocationLength < least ? 10 : nil
    }

    private func check(_ bytes: [UInt8], _ isLID4: Bool) -> ParameterListCheck {
        ParameterListCheck(bytes: bytes, format: isLID4 ? .lid4 : .lid1, profile: self)
    }
}
